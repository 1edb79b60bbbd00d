import { createClient } from '@clickhouse/client';
import { createMetadata } from '@gatrix/analytics-metadata';
import { connectForRequests } from '@gatrix/analytics-redis';
import {
  type AppProcess,
  clickHouseForTest,
  mysqlForTest,
  type Service,
  startApp,
  startRedis,
  waitForAddress,
  waitForOutput,
} from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, expect, test } from 'vitest';

const dayMs = 86_400_000;
const today = Math.floor(Date.now() / dayMs) * dayMs;
const daysAgo = (days: number) => new Date(today - days * dayMs).toISOString().slice(0, 10);
const prefix = '{kept}';

let redis: Service;
interface Server {
  readonly app: AppProcess;
  readonly url: string;
}

let processes: { ingest: Server; worker: AppProcess; insights: readonly [Server, Server] };
let startWorker: () => Promise<AppProcess>;
let project: string;
let writer: Record<string, string>;
let reader: Record<string, string>;
let clickhouse: ReturnType<typeof createClient>;

beforeAll(async () => {
  const [mysql, server, ownRedis] = await Promise.all([mysqlForTest(), clickHouseForTest(), startRedis()]);
  redis = ownRedis;
  clickhouse = createClient(server);
  const metadata = createMetadata({ url: mysql.url });
  await metadata.migrate();
  const { id } = await metadata.projects.create({ name: 'Shop', domain: 'shop.test' });
  project = id;
  const headersOf = async (type: 'read' | 'write') => {
    const { client, secret } = await metadata.clients.create({ projectId: id, name: type, type });
    return { 'openpanel-client-id': client.id, 'openpanel-client-secret': secret };
  };
  [writer, reader] = [await headersOf('write'), await headersOf('read')];
  await metadata.close();
  const env = {
    HOST: '127.0.0.1',
    NODE_ENV: 'production',
    REDIS_URL: redis.url,
    QUEUE_PREFIX: prefix,
    DATABASE_URL: mysql.url,
    CLICKHOUSE_URL: `${server.url}/${server.database}`,
  };
  startWorker = async () => {
    const ofWorker = { WORKER_PORT: '0', WORKER_BATCH_TIMEOUT: '50', WORKER_SEAL_FROM_EVENTS: '1' };
    const app = startApp('worker', { env: { ...env, ...ofWorker, AUTO_MIGRATE: 'true' } });
    await waitForOutput(/"consuming"/, app);
    return app;
  };
  const startServer = async (name: string) => {
    const app = startApp(name, { env: { ...env, PORT: '0' } });
    return { app, url: await waitForAddress(app) };
  };
  const worker = await startWorker();
  const [ingest, ...insights] = await Promise.all([
    startServer('ingest'),
    startServer('insights'),
    startServer('insights'),
  ]);
  processes = { ingest, worker, insights };
}, 240_000);
afterAll(async () => {
  const servers = [processes.ingest, ...processes.insights].map(({ app }) => app);
  await Promise.all([...servers, processes.worker].map((app) => app.stop()));
  await clickhouse.close();
  await redis.stop();
});

async function send(date: string, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const answer = await fetch(`${processes.ingest.url}/track`, {
      method: 'POST',
      headers: { ...writer, 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'track',
        payload: {
          name: 'screen_view',
          timestamp: `${date}T12:00:0${i}Z`,
          deviceId: `d${i}`,
          properties: { path: '/' },
        },
      }),
    });
    expect(answer.status, await answer.text()).toBe(200);
  }
}

async function countOf(table: 'events' | 'sealed_days'): Promise<number> {
  const result = await clickhouse.query({
    query: `SELECT count() AS rows FROM ${table}`,
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ rows: string }>();
  return Number(row?.rows);
}

/** The page views that an insights process counts on these days. */
async function ask(by: 0 | 1, startDate: string, endDate: string): Promise<number> {
  const range = `startDate=${startDate}&endDate=${endDate}`;
  const url = `${processes.insights[by].url}/insights/${project}/breakdown?dimension=name&${range}`;
  const answer = await fetch(url, { headers: reader });
  const body = (await answer.json()) as { success: boolean; data: { screen_views: number }[] };
  expect(body.success, JSON.stringify(body)).toBe(true);
  return body.data[0]?.screen_views ?? 0;
}

/** What work does with Redis itself. */
async function inRedis<T>(
  work: (connection: ReturnType<typeof connectForRequests>) => Promise<T>,
): Promise<T> {
  const connection = connectForRequests({ url: redis.url });
  await expect.poll(() => connection.ping().catch(() => '')).toBe('PONG');
  try {
    return await work(connection);
  } finally {
    connection.disconnect();
  }
}

const keptKeys = () => inRedis(async (connection) => (await connection.keys(`${prefix}:results:*`)).sort());

test('an answer of sealed days comes from Redis, to all processes, until an event of these days is visible', {
  timeout: 240_000,
}, async () => {
  await send(daysAgo(3), 3);
  await send(daysAgo(5), 2);
  await expect.poll(() => countOf('events'), { timeout: 60_000 }).toBe(5);
  expect(await ask(0, daysAgo(5), daysAgo(3))).toBe(5);
  expect(await keptKeys()).toEqual([]);

  // A worker looks for days to seal when it starts, and every minute.
  await processes.worker.stop();
  processes = { ...processes, worker: await startWorker() };
  await expect.poll(() => countOf('sealed_days'), { timeout: 90_000 }).toBe(2);
  expect(await ask(0, daysAgo(5), daysAgo(3))).toBe(5);
  const [key = ''] = await keptKeys();

  // Nothing but Redis says 4242.
  await inRedis(async (connection) => {
    const kept = (await connection.get(key)) ?? '';
    expect(kept).toContain('"screen_views":5');
    await connection.set(key, kept.replace('"screen_views":5', '"screen_views":4242'), 'EX', 600);
  });
  expect([await ask(0, daysAgo(5), daysAgo(3)), await ask(1, daysAgo(5), daysAgo(3))]).toEqual([4242, 4242]);
  expect(await keptKeys()).toEqual([key]);

  await send(daysAgo(3), 4);
  await expect.poll(() => countOf('events'), { timeout: 60_000, interval: 20 }).toBe(9);
  expect([await ask(0, daysAgo(5), daysAgo(3)), await ask(1, daysAgo(5), daysAgo(3))]).toEqual([9, 9]);
  expect(await ask(1, daysAgo(5), daysAgo(3))).toBe(9);
  // Of a day whose seal is broken nothing is kept; of the other day it is.
  expect(await keptKeys()).toEqual([key]);
  expect(await ask(1, daysAgo(5), daysAgo(5))).toBe(2);
  expect(await keptKeys()).toHaveLength(2);
});

test('while Redis is down answers are right and no error, and kept again when it is back', {
  timeout: 240_000,
}, async () => {
  await redis.kill();
  for (const by of [0, 1] as const) {
    expect(await ask(by, daysAgo(5), daysAgo(5))).toBe(2);
    expect(await ask(by, daysAgo(5), daysAgo(3))).toBe(9);
  }
  await redis.restart();
  const before = (await keptKeys()).length;
  await expect
    .poll(async () => [await ask(0, daysAgo(6), daysAgo(5)), (await keptKeys()).length], { timeout: 60_000 })
    .toEqual([2, before + 1]);
});
