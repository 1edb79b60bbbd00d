import { randomUUID } from 'node:crypto';
import { connectForRequests, type RedisConnection } from '@gatrix/analytics-redis';
import { redisForTest } from '@gatrix/analytics-test-services';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { RateLimit } from '../src/access/rate-limit.ts';
import { createInProcessRateLimiter, createRedisRateLimiter, type RateLimiter } from '../src/app.ts';

let redisUrl: string;
const connections: RedisConnection[] = [];
beforeAll(async () => {
  redisUrl = (await redisForTest()).redisUrl;
});
afterAll(() => {
  for (const connection of connections) connection.disconnect();
});

afterEach(() => {
  vi.useRealTimers();
});

async function instances(count: number): Promise<RateLimiter[]> {
  const prefix = `{${randomUUID()}}`;
  return Promise.all(
    Array.from({ length: count }, async () => {
      const connection = connectForRequests({ url: redisUrl });
      connections.push(connection);
      await vi.waitFor(() => expect(connection.status).toBe('ready'), 30_000);
      return createRedisRateLimiter(connection, prefix);
    }),
  );
}

const counter = { key: 'c:origin:203.0.113.9', limit: 100 };

test('one after another on several instances, exactly the limit is let in', async () => {
  const limiters = await instances(3);
  let admitted = 0;
  for (let request = 0; request < 130; request++) {
    const { exceeded } = await (limiters[request % 3] as RateLimiter).hit([counter]);
    if (!exceeded) admitted += 1;
  }
  expect(admitted).toBe(100);
});

test('a window that a step of Redis’ clock made an hour long ends within a minute', async () => {
  const prefix = `{${randomUUID()}}`;
  const redis = connectForRequests({ url: redisUrl });
  connections.push(redis);
  await vi.waitFor(() => expect(redis.status).toBe('ready'), 30_000);
  const limiter = createRedisRateLimiter(redis, prefix);
  await limiter.hit([counter]);
  await redis.pexpire(`${prefix}:rate:${counter.key}`, 3_660_000);
  const { resetSeconds } = await createRedisRateLimiter(redis, prefix).hit([counter]);
  expect(resetSeconds).toBeLessThanOrEqual(60);
  expect(await redis.pttl(`${prefix}:rate:${counter.key}`)).toBeLessThanOrEqual(60_000);
});

test('the window of one process lasts a minute also while the system’s clock goes back', () => {
  vi.useFakeTimers();
  const limiter = createInProcessRateLimiter();
  const hits = () => Array.from({ length: 101 }, () => limiter.hit([counter]) as RateLimit);
  expect(hits().at(-1)).toMatchObject({ exceeded: true, resetSeconds: 60 });
  vi.setSystemTime(Date.now() - 3_600_000);
  vi.advanceTimersByTime(59_000);
  expect(limiter.hit([counter])).toMatchObject({ exceeded: true, resetSeconds: 1 });
  vi.advanceTimersByTime(1_001);
  expect(limiter.hit([counter])).toMatchObject({ exceeded: false });
});

test('at once on several instances, at most a twentieth too many a piece, and none too few', async () => {
  const limiters = await instances(6);
  let admitted = 0;
  await Promise.all(
    limiters.map(async (limiter) => {
      for (let request = 0; request < 60; request++) {
        if (!(await limiter.hit([counter])).exceeded) admitted += 1;
      }
    }),
  );
  expect(admitted).toBeGreaterThanOrEqual(100);
  expect(admitted).toBeLessThanOrEqual(130);
});

test('what was let in without asking is counted in Redis a moment later', async () => {
  const [first, second] = (await instances(2)) as [RateLimiter, RateLimiter];
  const wide = { ...counter, limit: 1_000 };
  await first.hit([wide]);
  const answers = Array.from({ length: 20 }, () => first.hit([wide]));
  expect(answers.filter((answer) => answer instanceof Promise)).toEqual([]);
  expect((await answers[19])?.remaining).toBe(979);
  await vi.waitFor(async () => {
    const { limit, remaining } = await second.hit([wide]);
    expect(limit - remaining).toBeGreaterThanOrEqual(22);
  }, 30_000);
});
