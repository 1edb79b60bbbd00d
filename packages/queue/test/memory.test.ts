import { randomUUID } from 'node:crypto';
import { connectForRequests, connectForWork, durabilityProblems } from '@gatrix/analytics-redis';
import { startRedis } from '@gatrix/analytics-test-services';
import { expect, test, vi } from 'vitest';
import { createBullDeadLetters, createBullEventQueue } from '../src/index.ts';

test('a Redis that is nearly full takes no more, while workers still have the room to empty it', async () => {
  const service = await startRedis({ maxmemory: '20mb' });
  const redis = connectForWork({ url: service.url });
  const requests = connectForRequests({ url: service.url });
  const work = connectForWork({ url: service.url });
  const prefix = `{${randomUUID()}}`;
  const deadLetters = createBullDeadLetters({ work, prefix });
  const queue = createBullEventQueue({ requests, work, prefix, deadLetters, onError: () => undefined });
  try {
    await vi.waitFor(queue.ping, 30_000);
    expect(await queue.backlog()).toBe(0);
    for (let piece = 0; piece < 170; piece++) await redis.rpush('filling', 'x'.repeat(100_000));
    await vi.waitFor(async () => expect(await queue.backlog()).toBe(Number.POSITIVE_INFINITY), 30_000);
    await redis.del('filling');
    await vi.waitFor(async () => expect(await queue.backlog()).toBe(0), 30_000);
    expect(await durabilityProblems(requests)).toEqual([]);
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await redis.config('SET', 'appendonly', 'no');
    expect(await durabilityProblems(requests)).toEqual([
      expect.stringContaining('append-only'),
      expect.stringContaining('allkeys-lru'),
    ]);
  } finally {
    await queue.close();
    await deadLetters.close();
    for (const connection of [redis, requests, work]) connection.disconnect();
    await service.stop();
  }
});
