import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';
import { createNormalizer } from '@gatrix/analytics-normalizer';
import { connectForWork } from '@gatrix/analytics-redis';
import { type Engine, startEngine } from '@gatrix/analytics-reports/testing';
import { createLogger } from '@gatrix/analytics-service-runtime';
import { redisForTest } from '@gatrix/analytics-test-services';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createPipeline } from '../src/pipeline.ts';
import type { PipelineDeps, StoredBatch } from '../src/pipeline-types.ts';
import { openRedisQueues, type RedisQueues } from '../src/redis-queues.ts';
import { contextOf, increment, rowsOf, track } from './fixtures.ts';

let engine: Engine;
let redisUrl: string;

beforeAll(async () => {
  engine = await startEngine();
  ({ redisUrl } = await redisForTest());
});
afterAll(async () => {
  await engine?.close();
});

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Exec = Parameters<ClickHouseClient['exec']>[0];

/** The engine's client, which shows each block to `onInsert` before it is sent. */
function watched(onInsert: (params: Exec, block: Buffer) => void): ClickHouseClient {
  return new Proxy(engine.clickhouse, {
    get(client, property, receiver) {
      if (property !== 'exec') return Reflect.get(client, property, receiver);
      return async (params: Exec) => {
        if (!('values' in params)) return client.exec(params);
        const block = await buffer(params.values);
        onInsert(params, block);
        return client.exec({ ...params, values: Readable.from([block], { objectMode: false }) });
      };
    },
  });
}

/** Notes for each insert its token, which names the table, and its rows. */
function recorded(inserts: string[]): ClickHouseClient {
  return watched(({ clickhouse_settings }, block) => {
    const rows = createHash('sha256').update(block).digest('hex').slice(0, 16);
    inserts.push(`${clickhouse_settings?.insert_deduplication_token} ${rows}`);
  });
}

async function openQueues() {
  const prefix = `{test-${randomUUID()}}`;
  const logger = createLogger({ name: 'test', level: 'silent' });
  const queues = openRedisQueues({ url: redisUrl, prefix, shards: 1, lockDurationMs: 1_000, logger });
  closers.push(queues.close);
  await vi.waitFor(queues.ping, 30_000);
  return { ...queues, prefix };
}

/** The chunks of these messages, as a worker is given them. */
async function publish(
  { queue, prefix }: RedisQueues & { readonly prefix: string },
  projectId: string,
  chunks: readonly (readonly ReturnType<typeof track>[])[],
) {
  for (const messages of chunks) await queue.publish([{ context: contextOf(projectId), messages }]);
  const redis = connectForWork({ url: redisUrl });
  const chunkIds = await redis.lrange(`${prefix}:analytics-events:wait`, 0, -1);
  redis.disconnect();
  const loaded = await Promise.all(chunkIds.reverse().map(queue.load));
  return loaded.flatMap((chunk) => chunk ?? []);
}

function pipelineOf(queues: RedisQueues, overrides: Partial<PipelineDeps>) {
  const lines: { level: string; msg: string }[] = [];
  const logger = createLogger({
    name: 'test',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  const { idempotency, deadLetters, tasks, queue } = queues;
  const pipeline = createPipeline({
    ...{ idempotency, deadLetters, tasks, logger, loadChunk: queue.load, now: Date.now },
    ...{ clickhouse: engine.clickhouse, database: engine.database, normalizer: createNormalizer() },
    ...{ batchSize: 1_000, batchTimeoutMs: 50, maxChunks: 100, insertPatienceMs: 10_000 },
    ...overrides,
  });
  return { pipeline, linesOf: (level: string) => lines.filter((line) => line.level === level) };
}

const stored = (projectId: string) =>
  rowsOf(
    engine.clickhouse,
    `SELECT name, count() AS n FROM ${engine.database}.events WHERE project_id = '${projectId}' GROUP BY name ORDER BY name`,
  );
const counted = (projectId: string) =>
  rowsOf(
    engine.clickhouse,
    `SELECT kind, sum(count) AS n FROM ${engine.database}.ingest_counters WHERE project_id = '${projectId}' GROUP BY kind ORDER BY kind`,
  );

const buried = expect.objectContaining({
  msg: 'a message can never be stored; it goes to the dead letters',
});

/** The queues of a process that is killed behind a letter, or before it completes its batch: neither ever returns. */
function killedAt(moment: 'letter' | 'completion', queues: RedisQueues, onKilled: () => void): RedisQueues {
  const stop = () => {
    onKilled();
    return new Promise<never>(() => undefined);
  };
  const add: RedisQueues['deadLetters']['add'] = (letter) => queues.deadLetters.add(letter).then(stop);
  if (moment === 'letter') return { ...queues, deadLetters: { ...queues.deadLetters, add } };
  return { ...queues, idempotency: { ...queues.idempotency, complete: stop } };
}

test.each(['letter', 'completion'] as const)(
  'a batch with a message that can never be stored, whose worker is killed at its %s, is finished by the same inserts',
  async (moment) => {
    const projectId = randomUUID();
    const queues = await openQueues();
    const damaged = { ...track('x'), message: { type: 'track', payload: { name: 5 } } } as never;
    const chunks = await publish(queues, projectId, [
      [track('a'), damaged, track('b')],
      [track('c'), increment('ann', 'coins', 2)],
    ]);
    const before: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const { pipeline } = pipelineOf(killedAt(moment, queues, resolve), { clickhouse: recorded(before) });
      for (const chunk of chunks) pipeline.process(chunk).catch(reject);
    });

    const after: string[] = [];
    const batches: StoredBatch[] = [];
    const { pipeline, linesOf } = pipelineOf(queues, {
      clickhouse: recorded(after),
      onStored: (batch) => void batches.push(batch),
    });
    await Promise.all(chunks.map((chunk) => pipeline.process(chunk)));

    expect(before.length).toBeGreaterThan(0);
    expect(after).toEqual(expect.arrayContaining(before));
    if (moment === 'completion') expect(after.sort()).toEqual(before.sort());
    expect(await stored(projectId)).toEqual(['a', 'b', 'c'].map((name) => ({ name, n: 1 })));
    expect(await counted(projectId)).toEqual([{ kind: 'accepted', n: 4 }]);
    expect(await queues.deadLetters.list()).toEqual([
      expect.objectContaining({ id: expect.stringContaining(projectId) }),
    ]);
    expect(batches.map(({ isInterrupted }) => isInterrupted)).toEqual([true]);
    expect(linesOf('error')).toEqual([buried]);
    expect(linesOf('warn')).toEqual([]);
  },
);

test('a row that ClickHouse refuses is buried once, and counted once it is stored', async () => {
  const projectId = randomUUID();
  const queues = await openQueues();
  const refusing = watched((_, block) => {
    if (!block.includes('refused')) return;
    throw new ClickHouseError({ code: '6', type: 'CANNOT_PARSE_TEXT', message: 'Cannot parse text' });
  });
  const chunks = await publish(queues, projectId, [[track('a'), track('refused'), track('b')]]);
  const batches: StoredBatch[] = [];
  const { pipeline, linesOf } = pipelineOf(queues, {
    clickhouse: refusing,
    onStored: (batch) => void batches.push(batch),
  });
  for (const chunk of chunks) await pipeline.process(chunk);
  expect(await stored(projectId)).toEqual(['a', 'b'].map((name) => ({ name, n: 1 })));
  expect(await counted(projectId)).toEqual([{ kind: 'accepted', n: 2 }]);
  expect(batches.map(({ isInterrupted, messages }) => [isInterrupted, messages.events.length])).toEqual([
    [true, 2],
  ]);
  expect(linesOf('error')).toEqual([buried]);
  expect(linesOf('warn')).toEqual([]);

  const [letter] = await queues.deadLetters.list();
  expect(letter?.reason).toBe('refused by ClickHouse: Cannot parse text');
  await queues.deadLetters.replay(letter?.id ?? '');
  const replayed = await queues.queue.load(`s0.${letter?.id}.r`);
  if (!replayed) throw new Error('the letter was not replayed');
  await pipelineOf(queues, {}).pipeline.process(replayed);
  expect(await stored(projectId)).toEqual(['a', 'b', 'refused'].map((name) => ({ name, n: 1 })));
  expect(await counted(projectId)).toEqual([{ kind: 'accepted', n: 3 }]);
});
