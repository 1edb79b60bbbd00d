import { randomUUID } from 'node:crypto';
import { messageKey } from '@gatrix/analytics-idempotency';
import { createNormalizer } from '@gatrix/analytics-normalizer';
import type { QueuedMessage } from '@gatrix/analytics-queue';
import { connectForRequests, connectForWork } from '@gatrix/analytics-redis';
import { type Engine, startEngine } from '@gatrix/analytics-reports/testing';
import { createLogger } from '@gatrix/analytics-service-runtime';
import { createRedisSessionStore } from '@gatrix/analytics-sessions';
import { redisForTest } from '@gatrix/analytics-test-services';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startWorker } from '../src/app.ts';
import { createPipeline } from '../src/pipeline.ts';
import { openRedisQueues, type RedisQueues } from '../src/redis-queues.ts';
import { createWorkerMetrics } from '../src/worker-metrics.ts';
import { contextOf, increment, rowsOf, track } from './fixtures.ts';
import { type RedisCluster, startRedisCluster } from './redis-cluster.ts';

let engine: Engine;
let redisUrl: string;
let cluster: RedisCluster;
const logger = createLogger({ name: 'test', level: 'silent' });

beforeAll(async () => {
  engine = await startEngine();
  ({ redisUrl } = await redisForTest());
  cluster = await startRedisCluster();
});
afterAll(async () => {
  cluster?.stop();
  await engine?.close();
});

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Setup {
  readonly url: string;
  readonly prefix: string;
  readonly shards?: number;
}

const newPrefix = () => `{test-${randomUUID()}}`;

async function open({ url, prefix, shards = 1 }: Setup): Promise<RedisQueues> {
  const redis = openRedisQueues({ url, prefix, shards, lockDurationMs: 1_000, logger });
  closers.push(() => redis.close());
  await vi.waitFor(redis.ping, 30_000);
  return redis;
}

/** A worker as its process runs it; `metrics` are its own. */
async function runWorker(setup: Setup) {
  const redis = await open(setup);
  const { queue, deadLetters } = redis;
  const metrics = createWorkerMetrics({
    queueState: queue.state,
    deadLetters: deadLetters.count,
    now: Date.now,
  });
  const worker = startWorker({
    ...redis,
    ...{ clickhouse: engine.clickhouse, database: engine.database, logger, now: Date.now },
    normalizer: createNormalizer(),
    batchSize: 1_000,
    batchTimeoutMs: 20,
    concurrency: 50,
    insertPatienceMs: Number.POSITIVE_INFINITY,
    observer: metrics.observer,
  });
  closers.push(() => worker.close());
  return { ...redis, metrics };
}

const parts = (projectId: string, messages: readonly QueuedMessage[]) => [
  { context: contextOf(projectId), messages },
];

async function storedNames(projectId: string): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    engine.clickhouse,
    `SELECT name FROM ${engine.database}.events WHERE project_id = '${projectId}' ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}

async function untilDone({ queue }: Pick<RedisQueues, 'queue'>): Promise<void> {
  await vi.waitFor(async () => expect(await queue.backlog()).toBe(0), { timeout: 30_000 });
}

describe.each([
  ['one Redis', () => ({ url: redisUrl, shards: 1 })],
  ['one Redis, three shards', () => ({ url: redisUrl, shards: 3 })],
  ['a Redis Cluster', () => ({ url: cluster.url, shards: 1 })],
  ['a Redis Cluster, three shards', () => ({ url: cluster.url, shards: 3 })],
])('%s', (_name, target) => {
  test('two workers store what is published once each, and fold its profiles', async () => {
    const projectId = randomUUID();
    const setup = { ...target(), prefix: newPrefix() };
    const [first] = await Promise.all([runWorker(setup), runWorker(setup)]);
    const messages = Array.from({ length: 60 }, (_, index) => track(`e${index}`, { deviceId: `d${index}` }));
    const coins = Array.from({ length: 9 }, () => increment('u1', 'coins', 2));
    await first.queue.publish(parts(projectId, coins));
    await Promise.all(messages.map((message) => first.queue.publish(parts(projectId, [message]))));
    await Promise.all(messages.map((message) => first.queue.publish(parts(projectId, [message]))));
    await untilDone(first);
    expect(await storedNames(projectId)).toEqual(messages.map(({ message }) => nameOf(message)).sort());
    await vi.waitFor(
      async () =>
        expect(
          await rowsOf(
            engine.clickhouse,
            `SELECT JSONExtractFloat(properties, 'coins') AS coins FROM ${engine.database}.profiles FINAL WHERE project_id = '${projectId}'`,
          ),
        ).toEqual([{ coins: 18 }]),
      { timeout: 30_000 },
    );
  });

  test('sessions are assigned, the same for all who ask', async () => {
    const { url } = target();
    const redis = connectForRequests({ url });
    closers.push(async () => redis.disconnect());
    const store = createRedisSessionStore(redis, newPrefix());
    const ask = () => store.assign([{ projectId: 'p', deviceIds: ['d'], timestamp: 1_000 }]);
    const [session] = await vi.waitFor(ask, 30_000);
    expect((await ask())[0]).toEqual(session);
  });
});

function nameOf(message: QueuedMessage['message']): string {
  return message.type === 'track' ? message.payload.name : '';
}

test('a batch that a worker began and did not finish is finished as it was, its inserts included', async () => {
  const projectId = randomUUID();
  const setup = { url: redisUrl, prefix: newPrefix() };
  const dead = await open(setup);
  const messages = [track('a'), track('b'), track('c')];
  for (const message of messages) await dead.queue.publish(parts(projectId, [message]));
  const redis = connectForWork({ url: redisUrl });
  const chunkIds = await redis.lrange(`${setup.prefix}:analytics-events:wait`, 0, -1);
  redis.disconnect();
  // The dead worker made the two oldest chunks a batch, and may or may not have stored it.
  const chunks = await Promise.all(chunkIds.slice(1).map((chunkId) => dead.queue.load(chunkId)));
  await dead.idempotency.claim(
    'interrupted',
    chunks.map((chunk) => ({
      chunkId: chunk?.id ?? '',
      owner: chunk?.id ?? '',
      keys: (chunk?.parts ?? []).flatMap((part) => part.messages.map(({ id }) => messageKey(projectId, id))),
    })),
  );
  const worker = await runWorker(setup);
  await untilDone(worker);
  expect(await storedNames(projectId)).toEqual(['a', 'b', 'c']);
  const text = await worker.metrics.text();
  expect(text).toContain('gatrix_worker_batches_interrupted_total 1');
  expect(text).toContain('gatrix_worker_rows_stored_total{table="events"} 3');
  expect(await worker.idempotency.chunksOf('interrupted')).toEqual([]);
});

test('a chunk that a worker is given again while it has it in hand is stored once', async () => {
  const projectId = randomUUID();
  const { idempotency, deadLetters, tasks, queue } = await open({ url: redisUrl, prefix: newPrefix() });
  const seen: Promise<void>[] = [];
  const pipeline = createPipeline({
    ...{
      idempotency,
      deadLetters,
      tasks,
      clickhouse: engine.clickhouse,
      database: engine.database,
      logger,
      now: Date.now,
    },
    loadChunk: queue.load,
    normalizer: createNormalizer(),
    ...{ batchSize: 1_000, batchTimeoutMs: 50, maxChunks: 100, insertPatienceMs: 5_000 },
  });
  const consumer = queue.consume(async (chunk) => {
    // What happens when a lock is lost: the same worker is given the chunk again while it has it in hand.
    seen.push(pipeline.process(chunk), pipeline.process(chunk));
    await Promise.all(seen);
  });
  closers.push(() => consumer.close());
  await queue.publish(parts(projectId, [track('once')]));
  await untilDone({ queue });
  expect(seen).toHaveLength(2);
  expect(await storedNames(projectId)).toEqual(['once']);
});

test('messages on shards that a worker is not configured for are stored too', async () => {
  const projectId = randomUUID();
  const prefix = newPrefix();
  const wide = await open({ url: redisUrl, prefix, shards: 5 });
  const messages = Array.from({ length: 40 }, (_, index) => track(`e${index}`, { deviceId: `d${index}` }));
  await wide.queue.publish(parts(projectId, messages));
  const narrow = await runWorker({ url: redisUrl, prefix, shards: 1 });
  expect(await narrow.queue.backlog()).toBe(40);
  await untilDone(narrow);
  expect(await storedNames(projectId)).toHaveLength(40);
});

test('a chunk that BullMQ gave up is a dead letter, and its replay stores it once', async () => {
  const projectId = randomUUID();
  const setup = { url: redisUrl, prefix: newPrefix() };
  const publisher = await open(setup);
  await publisher.queue.publish(parts(projectId, [track('survivor')]));
  const redis = connectForWork({ url: redisUrl });
  const [chunkId = ''] = await redis.lrange(`${setup.prefix}:analytics-events:wait`, 0, -1);
  // What BullMQ notes on a job whose workers died too often.
  await redis.hset(
    `${setup.prefix}:analytics-events:${chunkId}`,
    'defa',
    'job stalled more than allowable limit',
  );
  redis.disconnect();
  const worker = await runWorker(setup);
  await vi.waitFor(async () => expect(await worker.deadLetters.count()).toBe(1), { timeout: 30_000 });
  expect(await worker.deadLetters.list()).toEqual([
    expect.objectContaining({ id: chunkId, reason: 'job stalled more than allowable limit' }),
  ]);
  expect(await storedNames(projectId)).toEqual([]);
  expect(await worker.metrics.text()).toContain('gatrix_worker_dead_letters 1');
  await worker.deadLetters.replay(chunkId);
  await vi.waitFor(async () => expect(await storedNames(projectId)).toEqual(['survivor']), {
    timeout: 30_000,
  });
});

test('metrics tell what waits, how long, and what was stored', async () => {
  const projectId = randomUUID();
  const setup = { url: redisUrl, prefix: newPrefix() };
  const publisher = await open(setup);
  const message = track('seen');
  await publisher.queue.publish(parts(projectId, [message, track('robot', { botName: 'Bot' })]));
  const state = await publisher.queue.state();
  expect(state).toMatchObject({ waiting: 1, active: 0, delayed: 0, messages: 2 });
  expect(Date.now() - (state.oldestWaitingAt ?? 0)).toBeLessThan(10_000);
  const worker = await runWorker(setup);
  await untilDone(worker);
  await worker.queue.publish(parts(projectId, [message]));
  await untilDone(worker);
  const text = await worker.metrics.text();
  for (const line of [
    'gatrix_worker_rows_stored_total{table="events"} 1',
    'gatrix_worker_rows_stored_total{table="events_bots"} 1',
    'gatrix_worker_duplicates_total 1',
    'gatrix_worker_chunks_total 2',
    'gatrix_worker_queue_chunks{state="waiting"} 0',
    'gatrix_worker_queue_messages 0',
    'gatrix_worker_queue_oldest_seconds 0',
    'gatrix_worker_batch_messages_sum 3',
    'gatrix_worker_visible_lag_seconds_count 2',
  ]) {
    expect(text).toContain(line);
  }
});

test('a publisher that was given no answer leaves no trace in the backlog', async () => {
  const setup = { url: redisUrl, prefix: newPrefix() };
  const { queue } = await open(setup);
  const redis = connectForWork({ url: redisUrl });
  closers.push(async () => redis.disconnect());
  // A process that died between counting its messages and adding them.
  await redis.incrby(`${setup.prefix}:backlog`, 1_000_000);
  expect(await queue.backlog()).toBe(0);
  await queue.publish(parts('p', [track('x')]));
  expect(await queue.backlog()).toBe(1);
});
