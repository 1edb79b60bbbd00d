import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@clickhouse/client';
import { migrate } from '@gatrix/analytics-clickhouse-schema';
import { createMetadata } from '@gatrix/analytics-metadata';
import {
  type AppProcess,
  clickHouseForTest,
  mysqlForTest,
  redisForTest,
  startApp,
} from '@gatrix/analytics-test-services';
import { afterAll, expect, test, vi } from 'vitest';

const closers: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function startWorkerProcess(env: Record<string, string>): AppProcess {
  const own = { HOST: '127.0.0.1', NODE_ENV: 'production', WORKER_PORT: '0' };
  const worker = startApp('worker', { env: { ...own, ...env } });
  closers.push(() => worker.stop('SIGKILL'));
  return worker;
}

interface Request {
  /** The alert's name, which begins a chat's text and stands in a webhook's message. */
  readonly alert: string;
  readonly key: string | undefined;
  readonly isChat: boolean;
  isAnswered: boolean;
}

/** Takes its time, so that a process can be killed while it waits for the answer. */
async function startReceiver() {
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const key = request.headers['idempotency-key'];
    const one: Request = {
      alert: /alert-\d+/.exec(body)?.[0] ?? '',
      key: typeof key === 'string' ? key : undefined,
      isChat: request.url === '/chat',
      isAnswered: false,
    };
    requests.push(one);
    await delay(150);
    response.end('ok', () => {
      one.isAnswered = true;
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return { requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const alertCount = 24;

// Longer than its waits together, so that the one that fails is named.
test('of two workers one is killed in the middle, and each change is told once', {
  timeout: 180_000,
}, async () => {
  const [redis, mysql, clickhouse] = await Promise.all([redisForTest(), mysqlForTest(), clickHouseForTest()]);
  const { database } = clickhouse;
  const client = createClient({ url: clickhouse.url });
  const metadata = createMetadata({ url: mysql.url });
  closers.push(() => client.close(), metadata.close);
  await Promise.all([migrate({ clickhouse: client, database }), metadata.migrate()]);
  const { requests, url } = await startReceiver();

  const { id: projectId } = await metadata.projects.create({ name: 'P', domain: '' });
  const channelOf = (settings: { kind: string; url: string; secret?: string }) =>
    metadata.channels.create({ projectId, name: settings.kind, settings });
  const hook = await channelOf({ kind: 'webhook', url, secret: 'a secret of the receiver' });
  const chat = await channelOf({ kind: 'slack', url: `${url}/chat` });
  const report = await metadata.savedReports.create({
    projectId,
    name: 'Events',
    report: 'metrics',
    query: {},
  });
  const watch = { savedReportId: report.id, figure: 'total_events' };
  const condition = { kind: 'threshold', op: 'gte', value: 0 };
  for (let index = 0; index < alertCount; index += 1) {
    const definition = { watch, interval: 'day', condition };
    const name = `alert-${index}`;
    await metadata.alerts.create({ projectId, name, definition, channels: [hook.id, chat.id] });
  }

  const env = {
    REDIS_URL: redis.redisUrl,
    QUEUE_PREFIX: `{${redis.keyPrefix}${randomUUID().slice(0, 8)}}`,
    DATABASE_URL: mysql.url,
    CLICKHOUSE_URL: clickhouse.url,
    CLICKHOUSE_DATABASE: database,
    WORKER_LOCK_DURATION: '2000',
    WEBHOOK_ALLOW_PRIVATE: 'true',
  };
  const workers = [startWorkerProcess(env), startWorkerProcess(env)];
  await vi.waitUntil(
    () => workers.every(({ output }) => output().includes('consuming')) || requests.length > 0,
    40_000,
  );
  const priorities = workers.map(({ child }) => getPriority(child.pid ?? 0));
  const lowered = Math.max(10, getPriority());
  expect(priorities, 'ingest comes first on the same cores').toEqual([lowered, lowered]);
  const all = () => metadata.deliveries.list(projectId, { limit: 500 });
  const recorded = async () =>
    (await all())
      .filter(({ channelId, status }) => channelId === hook.id && status === 'sent')
      .map(({ idempotencyKey }) => idempotencyKey);
  await vi.waitUntil(async () => (await recorded()).length >= 3, { timeout: 30_000, interval: 5 });
  const recordedBefore = await recorded();
  workers[0]?.child.kill('SIGKILL');

  const isOver = async () => {
    const deliveries = await all();
    return deliveries.length === 2 * alertCount && deliveries.every(({ finishedAt }) => finishedAt !== null);
  };
  await vi.waitUntil(isOver, { timeout: 40_000, interval: 200 });

  const hooks = requests.filter(({ isChat }) => !isChat);
  expect(new Set(hooks.map(({ key }) => key)).size, 'each change has one key').toBe(alertCount);
  expect(new Set(hooks.map(({ alert }) => alert)).size).toBe(alertCount);
  // What was answered when the process died may not have been recorded: it is sent again, under the same key.
  const timesAnswered = recordedBefore.map(
    (key) => hooks.filter((one) => one.isAnswered && one.key === key).length,
  );
  expect(timesAnswered, 'what was recorded is not sent again').toEqual(recordedBefore.map(() => 1));
  const chats = requests.filter(({ isChat }) => isChat).map(({ alert }) => alert);
  expect(new Set(chats).size, 'a chat hears nothing twice').toBe(chats.length);

  const deliveries = await all();
  const statuses = (channelId: string) =>
    deliveries.filter((one) => one.channelId === channelId).map(({ status }) => status);
  expect(new Set(statuses(hook.id))).toEqual(new Set(['sent']));
  const sentChats = statuses(chat.id).filter((status) => status === 'sent').length;
  const unknownChats = statuses(chat.id).filter((status) => status === 'unknown').length;
  expect(sentChats + unknownChats).toBe(alertCount);
  expect(chats.length, 'what is unknown was begun').toBeGreaterThanOrEqual(sentChats);
});
