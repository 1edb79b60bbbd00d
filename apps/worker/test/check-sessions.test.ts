import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedClickHouse, type EmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import { checkSessions, migrate } from '@gatrix/analytics-clickhouse-schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowsOf } from './fixtures.ts';

let engine: EmbeddedClickHouse;
let dir: string;
const target = () => ({ clickhouse: engine.client, database: 'analytics' });
const now = Date.UTC(2026, 10, 20, 12);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'check-'));
  engine = await createEmbeddedClickHouse({ path: dir });
  await migrate(target());
});
afterAll(async () => {
  await engine.close();
  rmSync(dir, { recursive: true, force: true });
});

const insert = (project: string, session: string, count: number) =>
  engine.client.command({
    query: `INSERT INTO analytics.events (id, project_id, name, device_id, session_id, timestamp, created_at, path)
SELECT generateUUIDv4(), {project:String}, 'screen_view', 'd', {session:String}, toDateTime64({at:UInt32} + number, 3, 'UTC'), now64(3), '/' FROM numbers({count:UInt32})`,
    query_params: { project, session, count, at: now / 1_000 },
  });

const viewsOf = (project: string) =>
  rowsOf(
    engine.client,
    `SELECT session_id, uniqExactMerge(page_views) AS views FROM analytics.sessions WHERE project_id = '${project}' GROUP BY session_id ORDER BY session_id`,
  );

test('a session that lacks events is derived again, the others are left alone, and nothing is counted twice', async () => {
  await insert('p', 'whole', 3);
  // What a server leaves behind that was killed between a table's part and its view's.
  await engine.client.command({ query: 'DROP VIEW analytics.sessions_from_events SYNC' });
  await insert('p', 'lacking', 2);
  await insert('p', 'whole', 1);
  await insert('other', 'lacking', 1);
  expect(await viewsOf('p')).toEqual([{ session_id: 'whole', views: 3 }]);

  const range = { projectId: 'p', from: now - 3_600_000, to: now };
  expect((await checkSessions(target(), range)).sort()).toEqual(['lacking', 'whole']);
  expect(await viewsOf('p')).toEqual([
    { session_id: 'lacking', views: 2 },
    { session_id: 'whole', views: 4 },
  ]);
  expect(await checkSessions(target(), range)).toEqual([]);
  expect(await viewsOf('other')).toEqual([]);
});
