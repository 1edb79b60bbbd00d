import { randomUUID } from 'node:crypto';
import type { ClickHouseClient } from '@clickhouse/client';
import { type EventRow, insertRows } from '@gatrix/analytics-clickhouse-schema';
import { createInProcessIdempotencyStore } from '@gatrix/analytics-idempotency';
import { createNormalizer } from '@gatrix/analytics-normalizer';
import { createInProcessTasks } from '@gatrix/analytics-queue';
import { type Engine, startEngine } from '@gatrix/analytics-reports/testing';
import { createLogger } from '@gatrix/analytics-service-runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPipeline } from '../src/pipeline.ts';
import type { StoredBatch } from '../src/pipeline-types.ts';
import { chunkOf, deadLettersInMemory, rowsOf, track } from './fixtures.ts';

// What a ClickHouse that is killed in the wrong microsecond leaves behind, made on purpose.

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(async () => {
  await engine.close();
});

function pipelineOn(clickhouse: ClickHouseClient, stored: StoredBatch[] = []) {
  return createPipeline({
    ...{ clickhouse, database: engine.database, now: Date.now, loadChunk: async () => undefined },
    idempotency: createInProcessIdempotencyStore({ load: async function* () {}, now: Date.now }),
    normalizer: createNormalizer(),
    deadLetters: deadLettersInMemory(),
    tasks: createInProcessTasks((error) => {
      throw error;
    }),
    logger: createLogger({ name: 'test', level: 'silent' }),
    ...{ batchSize: 10_000, batchTimeoutMs: 5, maxChunks: 100, insertPatienceMs: 10_000 },
    onStored: (batch) => void stored.push(batch),
  });
}

/** The engine's client, whose first insert into a table is done and then comes to nothing, as `meanwhile` says. */
function failingOnce(table: string, meanwhile: () => Promise<unknown>): ClickHouseClient {
  let isDue = true;
  return new Proxy(engine.clickhouse, {
    get(client, property, receiver) {
      if (property !== 'exec') return Reflect.get(client, property, receiver);
      return async (params: Parameters<ClickHouseClient['exec']>[0]) => {
        const result = await client.exec(params);
        if (isDue && params.query.startsWith(`INSERT INTO ${engine.database}.${table} `)) {
          isDue = false;
          result.stream.destroy();
          await meanwhile();
          throw new Error('socket hang up');
        }
        return result;
      };
    },
  });
}

const stored = (projectId: string) =>
  rowsOf(
    engine.clickhouse,
    `SELECT name, count() AS n FROM ${engine.database}.events WHERE project_id = '${projectId}' GROUP BY name ORDER BY name`,
  );

test('an insert that was done and whose answer was lost is not done again', async () => {
  const projectId = randomUUID();
  const batches: StoredBatch[] = [];
  const pipeline = pipelineOn(
    failingOnce('events', async () => undefined),
    batches,
  );
  await pipeline.process(chunkOf(projectId, [track('a'), track('b')]));
  expect(await stored(projectId)).toEqual([
    { name: 'a', n: 1 },
    { name: 'b', n: 1 },
  ]);
  expect(batches.map(({ isInterrupted }) => isInterrupted)).toEqual([true]);
});

test('rows that are missing though their token is known are inserted under another, and only those', async () => {
  const projectId = randomUUID();
  const lose = () =>
    engine.clickhouse.command({
      query: `ALTER TABLE ${engine.database}.events DELETE WHERE project_id = {projectId:String} AND name = 'lost'`,
      query_params: { projectId },
      clickhouse_settings: { mutations_sync: '2' },
    });
  const batches: StoredBatch[] = [];
  const pipeline = pipelineOn(failingOnce('events', lose), batches);
  await pipeline.process(chunkOf(projectId, [track('kept'), track('lost'), track('lost')]));
  expect(await stored(projectId)).toEqual([
    { name: 'kept', n: 1 },
    { name: 'lost', n: 2 },
  ]);
  expect(batches.map(({ isInterrupted }) => isInterrupted)).toEqual([true]);
});

test('months of one batch are stored once each, also where some of them had been stored before', async () => {
  const projectId = randomUUID();
  const month = 30 * 86_400_000;
  const messages = [0, 1, 2, 3].map((ago) => track(`m${ago}`, { timestamp: Date.now() - ago * month }));
  const batches: StoredBatch[] = [];
  const pipeline = pipelineOn(
    failingOnce('events', async () => undefined),
    batches,
  );
  await pipeline.process(chunkOf(projectId, messages));
  expect(batches.map(({ isInterrupted }) => isInterrupted)).toEqual([true]);
  expect(await stored(projectId)).toEqual([0, 1, 2, 3].map((ago) => ({ name: `m${ago}`, n: 1 })));
});

test('a view that missed an insert is fed when the insert is repeated, and a view that did not is not fed twice', async () => {
  const target = { clickhouse: engine.clickhouse, database: engine.database };
  const projectId = randomUUID();
  const batches: StoredBatch[] = [];
  await pipelineOn(engine.clickhouse, batches).process(
    chunkOf(randomUUID(), [track('screen_view', { profileId: 'ann' })]),
  );
  const rows = (batches[0]?.messages.events ?? []).map((message) => ({
    ...(message.makeRow(createNormalizer()) as EventRow),
    project_id: projectId,
  }));
  const [definition] = await rowsOf<{ create_table_query: string }>(
    engine.clickhouse,
    `SELECT create_table_query FROM system.tables WHERE database = '${engine.database}' AND name = 'profile_activity_from_events'`,
  );
  await engine.clickhouse.command({
    query: `DROP VIEW ${engine.database}.profile_activity_from_events SYNC`,
  });
  await insertRows(target, 'events', rows, 'token');
  await engine.clickhouse.command({ query: definition?.create_table_query ?? '' });
  const states = () =>
    rowsOf(
      engine.clickhouse,
      `SELECT count() AS states FROM ${engine.database}.profile_activity WHERE project_id = '${projectId}'`,
    );
  await insertRows(target, 'events', rows, 'token');
  expect(await states()).toEqual([{ states: 1 }]);
  await insertRows(target, 'events', rows, 'token');
  expect(await states()).toEqual([{ states: 1 }]);
  expect(await stored(projectId)).toEqual([{ name: 'screen_view', n: 1 }]);
});
