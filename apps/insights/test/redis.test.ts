import { randomUUID } from 'node:crypto';
import { createBullDeadLetters, createBullEventQueue } from '@gatrix/analytics-queue';
import { connectForRequests, connectForWork } from '@gatrix/analytics-redis';
import { redisForTest } from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type InsightsRedis, openRedis } from '../src/redis.ts';

const prefix = `{${randomUUID()}}`;
const warn = vi.fn();
let url: string;
let redis: InsightsRedis;
beforeAll(async () => {
  ({ redisUrl: url } = await redisForTest());
  redis = openRedis({ url, prefix, now: Date.now, logger: { warn } });
  await vi.waitFor(async () => expect(await redis.queueStatus()).toBeDefined(), 30_000);
  warn.mockClear();
});
afterAll(() => redis.close());

test('an answer is kept for all processes, but not one that would take much of the memory', async () => {
  const other = openRedis({ url, prefix, now: Date.now, logger: { warn } });
  expect(await redis.results.get('k')).toBeUndefined();
  await redis.results.set('k', '{"a":1}');
  await vi.waitFor(async () => expect(await other.results.get('k')).toBe('{"a":1}'), 30_000);
  await redis.results.set('large', 'x'.repeat(200_000));
  expect(await redis.results.get('large')).toBeUndefined();
  other.close();
});

test('ingest health knows what waits in the queue, of whatever shard', async () => {
  expect(await redis.queueStatus()).toEqual({ depth: 0, oldestAgeMs: null });
  const [requests, work] = [connectForRequests({ url }), connectForWork({ url })];
  const deadLetters = createBullDeadLetters({ work, prefix });
  const queue = createBullEventQueue({ requests, work, prefix, shards: 3, deadLetters, onError: warn });
  await vi.waitFor(() => queue.ping(), 30_000);
  const context = { receivedAt: Date.now() };
  const message = (deviceId: string) => ({ projectId: 'p', id: randomUUID(), type: 'track', deviceId });
  await queue.publish([
    { context, messages: ['a', 'b', 'c', 'd', 'e'].map(message) },
  ] as unknown as Parameters<typeof queue.publish>[0]);
  const status = await redis.queueStatus();
  expect(status?.depth).toBe(5);
  expect(status?.oldestAgeMs).toBeGreaterThanOrEqual(0);
  await queue.close();
  requests.disconnect();
  work.disconnect();
});

test('while Redis is away nothing is kept and nobody knows what waits, but reports go on', async () => {
  warn.mockClear();
  const away = openRedis({ url: 'redis://127.0.0.1:1', prefix, now: Date.now, logger: { warn } });
  await away.results.set('k', 'v');
  expect(await away.results.get('k')).toBeUndefined();
  expect(await away.queueStatus()).toBeUndefined();
  expect(warn).toHaveBeenCalledTimes(3);
  away.close();
});
