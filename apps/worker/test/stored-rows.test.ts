import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedClickHouse, type EmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import {
  acceptMissingRows,
  changeRetention,
  createRowNotes,
  eraseDevice,
  eraseImport,
  eraseProject,
  migrate,
  missingRows,
} from '@gatrix/analytics-clickhouse-schema';
import { createInProcessIdempotencyStore } from '@gatrix/analytics-idempotency';
import { createNormalizer } from '@gatrix/analytics-normalizer';
import { createInProcessTasks, type QueuedMessage } from '@gatrix/analytics-queue';
import { createLogger } from '@gatrix/analytics-service-runtime';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { watchDamage } from '../src/damage-watch.ts';
import { createPipeline } from '../src/pipeline.ts';
import { contextOf, deadLettersInMemory, increment, rowsOf, track } from './fixtures.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const database = 'analytics';
const day = 86_400_000;
let engine: EmbeddedClickHouse;
let dir: string;
const target = () => ({ clickhouse: engine.client, database });

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'stored-rows-'));
  engine = await createEmbeddedClickHouse({ path: dir });
  await migrate(target());
});
afterAll(async () => {
  await engine.close();
  rmSync(dir, { recursive: true, force: true });
});

const fail = (error: unknown) => {
  throw error;
};

/** Stores messages as a worker does, and writes down how many rows there are. */
async function store(
  projectId: string,
  messages: readonly QueuedMessage[],
  { retentionDays = 0, isNoted = true, sdk = 'web@1.0.0' } = {},
): Promise<void> {
  const rowNotes = isNoted ? createRowNotes(target(), fail) : undefined;
  const pipeline = createPipeline({
    ...target(),
    ...(rowNotes ? { rowNotes } : {}),
    idempotency: createInProcessIdempotencyStore({ load: async function* () {}, now: Date.now }),
    normalizer: createNormalizer(),
    deadLetters: deadLettersInMemory(),
    tasks: createInProcessTasks(fail),
    loadChunk: async () => undefined,
    logger: createLogger({ name: 'test', level: 'silent' }),
    now: Date.now,
    batchSize: 10_000,
    batchTimeoutMs: 1,
    maxChunks: 100,
    insertPatienceMs: 5_000,
  });
  const context = { ...contextOf(projectId), retentionDays, sdk };
  await pipeline.process({ id: randomUUID(), parts: [{ context, messages }], counters: [] });
  await pipeline.close(1_000);
  await rowNotes?.close();
}

const events = (count: number, daysAgo: number, deviceId = 'd1') =>
  Array.from({ length: count }, (_, index) =>
    track('x', { deviceId, timestamp: Date.now() - daysAgo * day - index }),
  );

const merge = async () => {
  for (const table of ['events', 'events_bots', 'profile_changes'])
    await engine.client.command({ query: `OPTIMIZE TABLE ${database}.${table} FINAL` });
};

const countOf = async (projectId: string) => {
  const query = `SELECT toUInt32(count()) AS n FROM ${database}.events WHERE project_id = '${projectId}'`;
  return (await rowsOf<{ n: number }>(engine.client, query))[0]?.n;
};

test('nothing that is meant to go is missed: erasing, retention, deleted projects, merges, copies', async () => {
  const copies = events(20, 0);
  await store('kept', [...events(60, 0), ...events(40, 20), ...copies, increment('ann', 'coins', 1)]);
  await store('kept', copies);
  await store('kept', events(5, 0, 'unnoted'), { isNoted: false });
  await merge();
  expect(await missingRows(target())).toEqual([]);

  await eraseDevice(target(), 'kept', 'd1');
  expect(await countOf('kept')).toBe(5);
  expect(await missingRows(target())).toEqual([]);
  const noted = `SELECT toInt32(sum(rows)) AS rows FROM ${database}.stored_rows WHERE table_name = 'events'`;
  expect(await rowsOf(engine.client, noted), 'all that was noted is forgotten').toEqual([{ rows: 0 }]);

  await store('short', events(30, 3), { retentionDays: 2 });
  await merge();
  expect(await countOf('short')).toBe(0);
  expect(await missingRows(target())).toEqual([]);

  await store('shortened', events(30, 40));
  await changeRetention(target(), 'shortened', 10);
  await vi.waitUntil(
    async () => {
      await merge();
      return (await countOf('shortened')) === 0;
    },
    { timeout: 30_000 },
  );
  expect(await missingRows(target())).toEqual([]);

  await store('lengthened', events(30, 40), { retentionDays: 50 });
  await changeRetention(target(), 'lengthened', 0);
  await store('deleted', events(30, 0));
  await eraseProject(target(), 'deleted');
  await eraseProject(target(), 'lengthened');
  expect(await missingRows(target())).toEqual([]);
});

test('an import that is undone is not missed, nor is it when it was made again', async () => {
  const robots = events(4, 300).map((event) => ({ ...event, botName: 'Googlebot' }));
  const change = (daysAgo: number) => increment('ann', 'coins', 1, { timestamp: Date.now() - daysAgo * day });
  const imported = () => [...events(40, 300), ...events(30, 340, 'd2'), ...robots, change(300), change(340)];
  const noted = `SELECT table_name AS name, toInt32(sum(rows)) AS rows FROM ${database}.stored_rows
    WHERE month < toYYYYMM(now() - toIntervalDay(250)) GROUP BY name HAVING rows != 0 ORDER BY name`;
  await store('imported', [...events(7, 300), change(300)]);
  for (const importId of ['log-1', 'log-1.2']) {
    await store('imported', imported(), { sdk: `import@${importId}` });
    await merge();
    expect(await missingRows(target())).toEqual([]);
    const undone = await eraseImport(target(), 'imported', importId);
    expect(undone).toMatchObject({ events: 70, robots: 4, changes: 2 });
    await merge();
    expect(await countOf('imported')).toBe(7);
    expect(await missingRows(target())).toEqual([]);
    expect(await rowsOf(engine.client, noted), 'what others brought is guarded still').toEqual([
      { name: 'events', rows: 7 },
      { name: 'profile_changes', rows: 1 },
    ]);
  }
});

test('what comes in while it is erased is not missed, and is settled when the erasure is over', async () => {
  const month = Number(new Date().toISOString().slice(0, 7).replace('-', ''));
  // As it is behind an erasure that took seven rows more than it had counted, ten minutes ago.
  await engine.client.command({
    query: `INSERT INTO ${database}.stored_rows (table_name, month, expires_on, rows, slack, erased_at) VALUES ('events_bots', ${month}, '2149-06-06', 7, 1000, now() - 600)`,
  });
  expect(await missingRows(target())).toEqual([]);
  const [row] = await rowsOf(
    engine.client,
    `SELECT toInt32(sum(rows)) AS rows, toInt32(sum(slack)) AS slack FROM ${database}.stored_rows WHERE table_name = 'events_bots' AND month = ${month}`,
  );
  expect(row).toEqual({ rows: 0, slack: 0 });
});

test('a part that is gone is named, until somebody accepts that', async () => {
  // Long ago, so that no erasure of the other tests has touched the months.
  await store('lost', [...events(50, 400), ...events(20, 500)]);
  await store('lost', [increment('ann', 'coins', 1, { timestamp: Date.now() - 700 * day })]);
  expect(await missingRows(target())).toEqual([]);
  const parts = await rowsOf<{ path: string }>(
    engine.client,
    `SELECT path FROM system.parts WHERE database = '${database}' AND active AND (table = 'events' AND rows IN (20, 50) OR table = 'profile_changes' AND partition = toString(toYYYYMM(now() - toIntervalDay(700))))`,
  );
  await engine.close();
  for (const { path } of parts) rmSync(path, { recursive: true });
  engine = await createEmbeddedClickHouse({ path: dir });
  const monthOf = (daysAgo: number) =>
    Number(new Date(Date.now() - daysAgo * day).toISOString().slice(0, 7).replace('-', ''));
  expect(await missingRows(target())).toEqual([
    { table: 'events', month: monthOf(500), rows: 20 },
    { table: 'events', month: monthOf(400), rows: 50 },
    { table: 'profile_changes', month: monthOf(700), rows: 1 },
  ]);

  const logger = { error: vi.fn(), warn: vi.fn() };
  const watch = watchDamage(target(), logger);
  await vi.waitUntil(() => watch.count() > 0, { timeout: 30_000 });
  expect(watch.problem()).toContain(`events: ${monthOf(400)} (50 rows fewer than were stored)`);
  expect(logger.error).toHaveBeenCalledTimes(3);
  await acceptMissingRows(target());
  await watch.look();
  watch.close();
  expect(watch.problem()).toBeUndefined();
  await store('lost', events(3, 400));
  expect(await missingRows(target())).toEqual([]);
});
