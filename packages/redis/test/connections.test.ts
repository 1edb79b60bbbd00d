import { freePort } from '@gatrix/analytics-free-port';
import { type Service, startRedis } from '@gatrix/analytics-test-services';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  connectForRequests,
  connectForWork,
  durabilityProblems,
  pingRedis,
  type RedisConnection,
} from '../src/index.ts';

let redis: Service;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
const opened: RedisConnection[] = [];
afterEach(() => {
  for (const connection of opened.splice(0)) connection.disconnect();
});

function open(connect: typeof connectForWork, url = redis.url): RedisConnection {
  const connection = connect({ url });
  opened.push(connection);
  return connection;
}

test('a request fails at once while Redis is away, work is done when it is back', async () => {
  const [requests, work] = [open(connectForRequests), open(connectForWork)];
  await vi.waitFor(() => Promise.all([pingRedis(requests), pingRedis(work)]), 30_000);
  await redis.kill();
  await vi.waitFor(() => expect(requests.status).not.toBe('ready'), 30_000);
  const written = work.set('key', 'value');
  await expect(requests.get('key')).rejects.toThrow();
  await redis.restart();
  expect(await written).toBe('OK');
  await vi.waitFor(async () => expect(await requests.get('key')).toBe('value'), 30_000);
});

test('a ping says why Redis does not answer', async () => {
  const port = await freePort();
  await expect(pingRedis(open(connectForRequests, `redis://127.0.0.1:${port}`))).rejects.toThrow(
    `ECONNREFUSED 127.0.0.1:${port}`,
  );
});

test('what could lose acknowledged messages is named', async () => {
  const connection = open(connectForWork);
  expect(await durabilityProblems(connection)).toEqual([]);
  await connection.config('SET', 'maxmemory', '100mb');
  await connection.config('SET', 'maxmemory-policy', 'allkeys-lru');
  await connection.config('SET', 'appendonly', 'no');
  expect(await durabilityProblems(connection)).toEqual([
    expect.stringContaining('append-only'),
    expect.stringContaining('allkeys-lru'),
  ]);
});
