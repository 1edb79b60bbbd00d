import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, migrations, rederive } from '@gatrix/analytics-clickhouse-schema';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createEmbeddedClickHouse, type EmbeddedClickHouse } from '../src/index.ts';

vi.setConfig({ testTimeout: 60_000 });

let engine: EmbeddedClickHouse;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'newest-profile-'));
  engine = await createEmbeddedClickHouse({ path: directory });
});
afterAll(async () => {
  await engine.close();
  await rm(directory, { recursive: true });
});

const before = migrations.slice(
  0,
  migrations.findIndex(({ id }) => id === '0040-newest-profile'),
);
const target = () => ({ clickhouse: engine.client, database: 'analytics' });

const insert = (table: string, rows: readonly object[]) =>
  engine.client.insert({ table: `analytics.${table}`, format: 'JSONEachRow', values: rows });

const message = (device_id: string, profile_id: string, timestamp: string, rest: object = {}) => ({
  ...{
    project_id: 'p',
    id: crypto.randomUUID(),
    name: 'a',
    kind: 'identify',
    device_id,
    profile_id,
    timestamp,
  },
  ...{ created_at: '2026-11-03 00:00:00.000', sequence: 1, ...rest },
});

/** The devices, each with who it was last identified as, and whether its number says the same. */
async function devices(): Promise<(readonly [string, string, boolean])[]> {
  const result = await engine.client.query({
    query: `SELECT device_id, argMaxMerge(profile_id_state) AS profile,
  reinterpretAsUInt64(max(newest_profile)) = cityHash64(profile) AS is_same
FROM analytics.device_profiles GROUP BY device_id ORDER BY device_id`,
    format: 'JSONEachRow',
  });
  const rows = await result.json<{ device_id: string; profile: string; is_same: number }>();
  return rows.map(({ device_id, profile, is_same }) => [device_id, profile, Number(is_same) === 1] as const);
}

test('who was last identified on a device is known as a number, of what is there and of what comes', async () => {
  await migrate({ ...target(), migrations: before });
  await insert('events', [
    message('twice', 'old', '2026-11-01 00:00:00.000'),
    message('twice', 'new', '2026-11-02 00:00:00.000'),
    message('both', 'event', '2026-11-01 00:00:00.000'),
    message('unknown', '', '2026-11-02 00:00:00.000'),
  ]);
  await insert('profile_changes', [message('both', 'change', '2026-11-01 00:00:00.001')]);
  expect(await migrate(target())).toEqual(migrations.slice(before.length).map(({ id }) => id));
  expect(await devices()).toEqual([
    ['both', 'change', true],
    ['twice', 'new', true],
  ]);
  await insert('events', [
    message('twice', 'late', '2026-11-01 12:00:00.000'),
    message('both', 'newest', '2026-11-03 00:00:00.000'),
    // In one millisecond the one that was received later counts, then the one that was sent later.
    message('tie', 'second', '2026-11-01 00:00:00.000', { sequence: 3 }),
    message('tie', 'first', '2026-11-01 00:00:00.000', { sequence: 2 }),
    message('received', 'later', '2026-11-01 00:00:00.000', {
      created_at: '2026-11-03 00:00:00.001',
      sequence: 0,
    }),
    message('received', 'earlier', '2026-11-01 00:00:00.000', { sequence: 9 }),
  ]);
  expect(await devices()).toEqual([
    ['both', 'newest', true],
    ['received', 'later', true],
    ['tie', 'second', true],
    ['twice', 'new', true],
  ]);
});

test('it is derived again with the text beside it, after a process was killed between a table and its views', async () => {
  const whole = await devices();
  expect(whole.length).toBeGreaterThan(3);
  await engine.client.command({ query: 'TRUNCATE TABLE analytics.device_profiles' });
  await rederive(target(), 30 * 86_400_000);
  expect(await devices()).toEqual(whole);
});
