import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedClickHouse, type EmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import {
  daysToSeal,
  dropStaleSeals,
  migrate,
  projectsToSeal,
  sealDays,
} from '@gatrix/analytics-clickhouse-schema';
import { createInProcessTasks } from '@gatrix/analytics-queue';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { consumeAggregations, scheduleAggregations } from '../src/consumers/aggregations.ts';
import { consumeSessions } from '../src/consumers/sessions.ts';
import { rowsOf } from './fixtures.ts';

let engine: EmbeddedClickHouse;
let dir: string;
const target = () => ({ clickhouse: engine.client, database: 'analytics' });
const dayMs = 86_400_000;
const today = Math.floor(Date.UTC(2026, 10, 20) / dayMs);
const now = today * dayMs + dayMs / 2;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'seal-'));
  engine = await createEmbeddedClickHouse({ path: dir });
  await migrate(target());
});
afterAll(async () => {
  await engine.close();
  rmSync(dir, { recursive: true, force: true });
});

const insert = (project: string, daysAgo: number, count: number) =>
  engine.client.command({
    query: `INSERT INTO analytics.events (id, project_id, name, device_id, session_id, timestamp, created_at, path, revenue)
SELECT generateUUIDv4(), {project:String}, if(number % 3 = 0, 'purchase', 'screen_view'), 'd' || toString(number % 7), 's' || toString(number % 11), toDateTime64({at:UInt32} + number * 60, 3, 'UTC'), now64(3), '/' || toString(number % 4), number % 3 = 0 FROM numbers({count:UInt32})`,
    query_params: { project, count, at: (today - daysAgo) * 86_400 + 3_600 },
  });

const seal = async (project: string, at = now) => {
  const sealed: number[] = [];
  for (const portion of await daysToSeal(target(), { projectId: project, now: at }))
    sealed.push(...(await sealDays(target(), portion, at)));
  return sealed;
};

interface Sums {
  readonly day: string;
  readonly v: number;
}

/** Sums over the newest seals, and over the events, by day. */
const sums = async (project: string) => {
  const of = (what: string, from: string) =>
    rowsOf<Sums>(
      engine.client,
      `SELECT toString(day) AS day, ${what} FROM ${from} GROUP BY day ORDER BY day`,
    );
  const newest = `project_id = '${project}' AND seal IN (SELECT argMax(seal, (sealed_at, seal)) FROM analytics.sealed_days WHERE project_id = '${project}' GROUP BY day)`;
  return {
    activity: await of(
      'sum(events) AS n, sum(page_views) AS v, sum(revenue) AS r',
      `analytics.activity_slots WHERE ${newest}`,
    ),
    sessions: await of(
      'sum(page_views) + sum(other_events) AS n, sum(page_views) AS v, sum(revenue) AS r',
      `analytics.session_days WHERE ${newest}`,
    ),
    pages: await of('sum(views) AS v', `analytics.page_slots WHERE ${newest}`),
    raw: await of(
      "count() AS n, countIf(name = 'screen_view') AS v, sum(revenue) AS r",
      `(SELECT toDate(timestamp) AS day, name, revenue FROM analytics.events WHERE project_id = '${project}' AND timestamp < toDateTime64(${today * 86_400}, 3, 'UTC'))`,
    ),
  };
};

test('days that are over are sealed once, and the sums over their rows are the sums over their events', async () => {
  for (const daysAgo of [3, 2, 0]) await insert('p', daysAgo, 100);
  expect(await projectsToSeal(target(), now)).toEqual(['p']);
  expect(await seal('p')).toEqual([today - 3, today - 2]);
  expect(await projectsToSeal(target(), now)).toEqual([]);
  expect(await seal('p')).toEqual([]);
  const { activity, sessions, pages, raw } = await sums('p');
  expect(raw).toHaveLength(2);
  expect(activity).toEqual(raw);
  expect(sessions).toEqual(raw);
  expect(pages).toEqual(raw.map(({ day, v }) => ({ day, v })));
});

test('a late event breaks the seal of its day alone, which is sealed anew, and the rows it replaces go', async () => {
  await insert('late', 3, 50);
  await insert('late', 2, 50);
  await seal('late');
  await insert('late', 2, 1);
  expect(await projectsToSeal(target(), now)).toEqual(['late']);
  const patient = { projectId: 'late', now: now + 1_000, patienceMs: 60_000 };
  expect(await daysToSeal(target(), patient)).toEqual([]);
  const later = now + 3_600_000;
  expect(await seal('late', later)).toEqual([today - 2]);
  const { activity, raw } = await sums('late');
  expect(activity).toEqual(raw);
  expect(await dropStaleSeals(target(), { projectId: 'late', now: later })).toBe(1);
  expect(await dropStaleSeals(target(), { projectId: 'late', now: later })).toBe(0);
  expect(
    await rowsOf(
      engine.client,
      `SELECT sum(events) AS n FROM analytics.activity_slots WHERE project_id = 'late'`,
    ),
  ).toEqual([{ n: 101 }]);
});

test('the aggregation worker seals by itself what is due', async () => {
  await insert('own', 5, 30);
  const tasks = createInProcessTasks((error) => {
    throw error;
  });
  const deps = { ...target(), now: () => now };
  const consumers = [consumeAggregations(deps, tasks), consumeSessions(deps, tasks)];
  const timer = scheduleAggregations(target(), tasks, {
    now: () => now,
    everyMs: 50,
    logger: { warn: vi.fn() },
  });
  await vi.waitFor(async () => expect((await sums('own')).activity).toMatchObject([{ n: 30 }]), {
    timeout: 30_000,
  });
  timer.close();
  for (const consumer of consumers) await consumer.close();
});
