import { randomUUID } from 'node:crypto';
import { createClientDirectory, createMetadata } from '@gatrix/analytics-metadata';
import { createBullDeadLetters, createBullEventQueue, type QueuedMessage } from '@gatrix/analytics-queue';
import { connectForRequests, connectForWork } from '@gatrix/analytics-redis';
import { createRedisSessionStore } from '@gatrix/analytics-sessions';
import { mysqlForTest, redisForTest, startRedis } from '@gatrix/analytics-test-services';
import { afterEach, expect, test, vi } from 'vitest';
import { createRedisRateLimiter } from '../src/app.ts';
import { errorForm, startTestServer } from './fixture.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The parts that instances share, on this Redis. */
async function onRedis(url: string, prefix: string) {
  const requests = connectForRequests({ url });
  const work = connectForWork({ url });
  await vi.waitFor(() => expect(requests.status).toBe('ready'), 30_000);
  const deadLetters = createBullDeadLetters({ work, prefix });
  const queue = createBullEventQueue({ requests, work, prefix, deadLetters, onError: () => undefined });
  closers.push(async () => {
    await deadLetters.close();
    requests.disconnect();
    work.disconnect();
  });
  return {
    queue,
    sessions: createRedisSessionStore(requests, prefix),
    rateLimiter: createRedisRateLimiter(requests, prefix),
    checks: { redis: queue.ping },
  };
}

async function startTwo() {
  const { redisUrl, keyPrefix } = await redisForTest();
  const prefix = `{${keyPrefix}${randomUUID().slice(0, 8)}}`;
  const { url } = await mysqlForTest();
  const metadata = createMetadata({ url });
  closers.push(() => metadata.close());
  await metadata.migrate();
  const project = await metadata.projects.create({ name: 'p', domain: 'example.com' });
  const { client } = await metadata.clients.create({ projectId: project.id, name: 'w', type: 'write' });
  const start = async () => {
    const deps = await onRedis(redisUrl, prefix);
    const directory = createClientDirectory({ metadata });
    const settings = { rateLimitMaxOrigin: 5 };
    const server = await startTestServer({
      deps: { ...deps, directory, saltOf: metadata.salts.forDay },
      settings,
    });
    closers.push(server.close);
    return { server, deps };
  };
  const headers = { origin: 'https://example.com', 'openpanel-client-id': client.id };
  return { first: await start(), second: await start(), headers };
}

const event = { type: 'track', payload: { name: 'x' } };

test('two instances on MySQL and Redis: one device, one session, one limit, and every message in the queue', async () => {
  const { first, second, headers } = await startTwo();
  const answers = [
    await first.server.post('/track', event, headers),
    await second.server.post('/track', [event, event], headers),
    await first.server.post('/track', event, headers),
    await second.server.post('/track', event, headers),
    await second.server.post('/track', event, headers),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(answers.map(({ headers: h }) => h.get('ratelimit-remaining'))).toEqual(['4', '3', '2', '1', '0']);
  const limited = await first.server.post('/track', event, headers);
  expect(limited.status).toBe(429);
  expect(limited.body).toEqual(errorForm('rate_limited'));
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);

  const arrived: QueuedMessage[] = [];
  const consumer = second.deps.queue.consume(async (chunk) => {
    for (const { messages } of chunk.parts) arrived.push(...messages);
  });
  closers.push(() => consumer.close());
  await vi.waitFor(() => expect(arrived).toHaveLength(6), 30_000);
  expect(new Set(arrived.map(({ deviceId }) => deviceId)).size).toBe(1);
  expect(new Set(arrived.map(({ sessionId }) => sessionId)).size).toBe(1);
  expect(arrived.map(({ id }) => id)).toEqual(
    expect.arrayContaining([answers[0]?.body.id, answers[2]?.body.id]),
  );
});

test('Redis killed: 503 with Retry-After and /ready says so; back again: 200', async () => {
  const redis = await startRedis();
  closers.push(() => redis.stop());
  const deps = await onRedis(redis.url, '{gone}');
  const server = await startTestServer({ deps });
  closers.push(server.close);
  expect((await server.server('/track', event)).status).toBe(200);
  await redis.kill();
  for (const send of [() => server.server('/track', event), () => server.page('/track', event)]) {
    const { status, headers, body } = await send();
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('5');
    expect(body).toEqual(errorForm('unavailable'));
  }
  const ready = await server.send('/ready');
  expect(ready.status).toBe(503);
  expect(ready.body.error.details[0].field).toBe('redis');
  expect((await server.send('/health')).status).toBe(200);
  await redis.restart();
  await vi.waitFor(async () => expect((await server.page('/track', event)).status).toBe(200), 30_000);
  expect((await server.send('/ready')).status).toBe(200);
});
