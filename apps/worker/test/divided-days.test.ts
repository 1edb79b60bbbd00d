import {
  createMoney,
  daysToSeal,
  dropStaleSeals,
  forgetDays,
  type MoneySource,
  projectsWithStaleSeals,
  sealDays,
} from '@gatrix/analytics-clickhouse-schema';
import { createInProcessTasks } from '@gatrix/analytics-queue';
import { type Engine, startEngine } from '@gatrix/analytics-reports/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { scheduleAggregations } from '../src/consumers/aggregations.ts';
import { rowsOf } from './fixtures.ts';

vi.setConfig({ testTimeout: 120_000 });

const hourMs = 3_600_000;
const today = Date.UTC(2026, 10, 20) / 86_400_000;
const now = (today + 0.5) * 86_400_000;
const dayOf = (daysAgo: number) => new Date((today - daysAgo) * 86_400_000).toISOString().slice(0, 10);

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

/** An event an hour of a day, each by a device of its own; sessions of two hours in a row go on over midnight of the day before. */
const insert = (project: string, daysAgo: number) =>
  engine.clickhouse.command({
    query: `INSERT INTO ${engine.database}.events (id, project_id, name, device_id, session_id, timestamp, created_at, path)
SELECT generateUUIDv4(), {project:String}, 'screen_view', 'd' || toString(number), 's' || toString(intDiv({day:UInt32} * 24 + number + 1, 2)),
  toDateTime64({day:UInt32} * 86400 + number * 3600, 3, 'UTC'), toDateTime64({day:UInt32} * 86400 + 86400, 3, 'UTC'), '/' FROM numbers(24)`,
    query_params: { project, day: today - daysAgo },
  });

const inZone =
  (zone: string): MoneySource =>
  async () =>
    createMoney('USD', zone, []);

async function seal(projectId: string, moneyOf: MoneySource, at: number): Promise<number[]> {
  const target = { ...engine, moneyOf };
  const sealed: number[] = [];
  for (const portion of await daysToSeal(target, { projectId, now: at, patienceMs: hourMs }))
    sealed.push(...(await sealDays(target, portion, at)));
  return sealed;
}

/** The totals of all of a day or part of it, by the sign of their number and when they begin. */
const parts = (project: string) =>
  rowsOf(
    engine.clickhouse,
    `SELECT toString(day) AS day, sign(seal) AS sign, value, sum(events) AS events, groupBitmapMerge(devices) AS devices, sum(sessions) AS sessions FROM ${engine.database}.day_totals
WHERE project_id = '${project}' AND dimension = 'all' AND abs(seal) IN (SELECT argMax(seal, (sealed_at, seal)) FROM ${engine.database}.sealed_days WHERE project_id = '${project}' GROUP BY day)
GROUP BY day, sign, value ORDER BY day, sign DESC`,
  );

const divided = (daysAgo: number, minutes: number, hours: number) => [
  { day: dayOf(daysAgo), sign: 1, value: '', events: hours, devices: hours },
  { day: dayOf(daysAgo), sign: -1, value: String(minutes), events: 24 - hours, devices: 24 - hours },
];

test('days are summed up again where the zone of their project is another, and once', async () => {
  await insert('moving', 3);
  await insert('moving', 2);
  const days = [today - 3, today - 2];
  expect(await seal('moving', inZone('UTC'), now)).toEqual(days);
  expect(await seal('moving', inZone('UTC'), now + 1_000)).toEqual([]);
  // A zone whose days are those of UTC.
  expect(await seal('moving', inZone('Africa/Abidjan'), now + 1_000)).toEqual([]);
  expect(await parts('moving')).toMatchObject(
    [3, 2].map((ago) => ({ day: dayOf(ago), sign: 1, value: '', events: 24 })),
  );
  expect(await seal('moving', inZone('Asia/Seoul'), now + 2_000)).toEqual(days);
  expect(await parts('moving')).toMatchObject([3, 2].flatMap((ago) => divided(ago, 900, 15)));
  expect(await seal('moving', inZone('Asia/Seoul'), now + 3_000)).toEqual([]);
  expect(await seal('moving', inZone('Asia/Kathmandu'), now + 4_000)).toEqual(days);
  expect(await parts('moving')).toMatchObject([3, 2].flatMap((ago) => divided(ago, 1_095, 19)));
  expect(await seal('moving', inZone('UTC'), now + 5_000)).toEqual(days);
  expect(await parts('moving')).toMatchObject(
    [3, 2].map((ago) => ({ day: dayOf(ago), sign: 1, value: '', events: 24 })),
  );
});

test('a midnight within a quarter of an hour divides no day', async () => {
  // Until 1972 Monrovia was 44 minutes and 30 seconds behind.
  const day = Date.UTC(1971, 5, 1) / 86_400_000;
  await insert('old', today - day);
  expect(await seal('old', inZone('Africa/Monrovia'), now)).toEqual([day]);
  expect(await parts('old')).toMatchObject([{ sign: 1, value: '', events: 24 }]);
});

test('both parts of a seal, and of a seam, go with it', async () => {
  await insert('dropped', 3);
  await insert('dropped', 2);
  await seal('dropped', inZone('Asia/Seoul'), now);
  const before = await parts('dropped');
  await seal('dropped', inZone('Asia/Kathmandu'), now + 1_000);
  // Two days and the seam between, which has two numbers.
  const dropping = { projectId: 'dropped', now: now + hourMs };
  expect(await dropStaleSeals(engine, dropping)).toBe(4);
  expect(await dropStaleSeals(engine, dropping)).toBe(0);
  const numbers = () =>
    rowsOf<{ numbers: number; n: number }>(
      engine.clickhouse,
      `SELECT uniqExact(abs(seal)) AS numbers, uniqExact(seal) AS n FROM ${engine.database}.day_totals WHERE project_id = 'dropped'`,
    );
  expect(before).toHaveLength(4);
  expect(await parts('dropped')).toHaveLength(4);
  const [kept] = await numbers();
  expect(kept?.numbers).toBeLessThanOrEqual(4);
  expect(kept?.n).toBeGreaterThan(kept?.numbers ?? 0);
  // What the other day's sessions add that go on over midnight goes, too.
  await forgetDays(engine, { projectId: 'dropped', days: [today - 2] });
  expect(await numbers()).toEqual([{ numbers: 1, n: 2 }]);
});

test('the aggregation worker sums up a project anew whose zone is another, and leaves those in UTC alone', async () => {
  const zones = new Map([
    ['here', 'UTC'],
    ['there', 'Asia/Seoul'],
  ]);
  const moneyOf: MoneySource = async (project) => createMoney('USD', zones.get(project) ?? 'UTC', []);
  for (const project of zones.keys()) {
    await insert(project, 3);
    await seal(project, inZone('UTC'), now);
  }
  const tasks = createInProcessTasks(() => {});
  const projects: string[] = [];
  const consumer = tasks.aggregations.consume(async ({ projectId }) => {
    if (zones.has(projectId)) projects.push(projectId);
  });
  let clock = now;
  const logger = { warn: vi.fn() };
  const schedule = scheduleAggregations({ ...engine, moneyOf }, tasks, {
    ...{ now: () => clock, logger, everyMs: 50, leastEvents: 1_000_000 },
  });
  await expect.poll(() => projects).toEqual(['there']);
  zones.set('here', 'Asia/Kathmandu');
  clock += hourMs;
  await expect.poll(() => projects).toEqual(['there', 'here']);
  schedule.close();
  await consumer.close();
  expect(logger.warn).not.toHaveBeenCalled();
});

test('rows of a seal that was never published go with a round of the worker, however quiet the project', async () => {
  for (const project of ['quiet', 'whole-quiet']) {
    await insert(project, 3);
    expect(await seal(project, inZone('UTC'), now)).toEqual([today - 3]);
  }
  // As it is where a sealer dies before it publishes.
  await engine.clickhouse.command({
    query: `DELETE FROM ${engine.database}.sealed_days WHERE project_id = 'quiet'`,
    clickhouse_settings: { lightweight_deletes_sync: '2' },
  });
  const rowsLeft = () =>
    rowsOf(
      engine.clickhouse,
      `SELECT project_id, count() > 0 AS has_rows FROM ${engine.database}.day_totals
WHERE project_id IN ('quiet', 'whole-quiet') GROUP BY project_id ORDER BY project_id`,
    );
  const both = [
    { project_id: 'quiet', has_rows: 1 },
    { project_id: 'whole-quiet', has_rows: 1 },
  ];
  const tasks = createInProcessTasks(() => {});
  let clock = now;
  const target = { ...engine, now: () => clock };
  const projects: string[] = [];
  const consumer = tasks.aggregations.consume(async ({ projectId }) => {
    projects.push(projectId);
    await dropStaleSeals(target, { projectId, now: clock });
  });
  const logger = { warn: vi.fn() };
  const schedule = scheduleAggregations(target, tasks, {
    ...{ now: () => clock, logger, everyMs: 50, leastEvents: 1_000_000 },
  });
  // Half an hour after it was begun, a sealer may still be at it.
  expect(await projectsWithStaleSeals(engine, now + hourMs / 2)).not.toContain('quiet');
  expect(await rowsLeft()).toEqual(both);
  clock += 7 * hourMs;
  await expect.poll(rowsLeft).toEqual([{ project_id: 'whole-quiet', has_rows: 1 }]);
  expect(projects).not.toContain('whole-quiet');
  schedule.close();
  await consumer.close();
  expect(logger.warn).not.toHaveBeenCalled();
});

test('a program that knows of no parts takes a divided seal for broken, and reads its events', async () => {
  // Its comparison: the events of the day, by their ids, are those that the seal was made of.
  const isIntact = async (project: string) =>
    rowsOf(
      engine.clickhouse,
      `SELECT checksum = (SELECT sum(cityHash64(id)) FROM ${engine.database}.events WHERE project_id = '${project}') AS is_intact
FROM ${engine.database}.sealed_days WHERE project_id = '${project}'`,
    );
  for (const [project, zone] of Object.entries({ whole: 'UTC', halves: 'Asia/Seoul' })) {
    await insert(project, 3);
    expect(await seal(project, inZone(zone), now)).toEqual([today - 3]);
    expect(await seal(project, inZone(zone), now + 1_000)).toEqual([]);
  }
  expect(await isIntact('whole')).toEqual([{ is_intact: 1 }]);
  expect(await isIntact('halves')).toEqual([{ is_intact: 0 }]);
});
