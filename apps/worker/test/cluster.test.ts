import { randomUUID } from 'node:crypto';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import {
  daysToSeal,
  dropStaleSeals,
  type EraseTarget,
  eraseImport,
  erasePerson,
  eraseProject,
  forCluster,
  insertRows,
  migrate,
  missingRows,
  sealDays,
  storeTotals,
} from '@gatrix/analytics-clickhouse-schema';
import { createMetadata } from '@gatrix/analytics-metadata';
import { createReports } from '@gatrix/analytics-reports';
import { eventRow } from '@gatrix/analytics-reports/testing';
import { createLogger } from '@gatrix/analytics-service-runtime';
import {
  type AppProcess,
  type ClickHouseCluster,
  mysqlForTest,
  redisForTest,
  startApp,
  startClickHouseCluster,
} from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openRedisQueues } from '../src/redis-queues.ts';
import { contextOf, increment, rowsOf, track } from './fixtures.ts';

// Two servers, two workers and a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const database = 'analytics';
const projectId = randomUUID();
const closers: (() => unknown)[] = [];
let cluster: ClickHouseCluster;
let target: EraseTarget;
let env: Record<string, string>;
let queue: ReturnType<typeof openRedisQueues>['queue'];

beforeAll(async () => {
  const [started, redis, mysql] = await Promise.all([
    startClickHouseCluster(),
    redisForTest(),
    mysqlForTest(),
  ]);
  cluster = started;
  closers.push(() => cluster.stop());
  const connect = (url: string) => createClient({ url, log: { level: ClickHouseLogLevel.OFF } });
  const clickhouse = forCluster(connect(cluster.nodes[0].url), cluster.name);
  closers.push(() => clickhouse.close());
  target = { clickhouse, database, cluster: cluster.name, connect };
  const metadata = createMetadata({ url: mysql.url });
  closers.push(() => metadata.close());
  await Promise.all([migrate(target), metadata.migrate()]);
  env = {
    REDIS_URL: redis.redisUrl,
    QUEUE_PREFIX: `{${redis.keyPrefix}${randomUUID().slice(0, 8)}}`,
    DATABASE_URL: mysql.url,
    CLICKHOUSE_URL: cluster.nodes[0].url,
    CLICKHOUSE_DATABASE: database,
    CLICKHOUSE_CLUSTER: cluster.name,
    WORKER_LOCK_DURATION: '1500',
    WORKER_BATCH_TIMEOUT: '20',
  };
  const queues = openRedisQueues({
    ...{ url: redis.redisUrl, prefix: env.QUEUE_PREFIX ?? '', shards: 1, lockDurationMs: 1_500 },
    logger: createLogger({ name: 'test', level: 'silent' }),
  });
  closers.push(() => queues.close());
  await vi.waitFor(queues.ping, 30_000);
  queue = queues.queue;
});
afterAll(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function startWorkerProcess(): AppProcess {
  const own = { HOST: '127.0.0.1', NODE_ENV: 'production', WORKER_PORT: '0' };
  const worker = startApp('worker', { env: { ...own, ...env } });
  closers.push(() => worker.stop('SIGKILL'));
  return worker;
}

const people = 40;

/** A chunk with something of everybody, so that both shards have a part of it. */
async function publish(round: number): Promise<void> {
  const messages = Array.from({ length: people }, (_, person) => [
    track(`round ${round}`, { deviceId: `device ${person}` }),
    track(`known ${round}`, { deviceId: `device ${person}`, profileId: `person ${person}` }),
    increment(`person ${person}`, 'coins', 1),
  ]).flat();
  await queue.publish([{ context: contextOf(projectId), messages }]);
}

async function numberAt(clickhouse: ClickHouseClient, table: string): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    clickhouse,
    `SELECT count() AS n FROM ${database}.${table} WHERE project_id = '${projectId}'`,
  );
  return row?.n ?? 0;
}

test('a worker and a shard are killed, and each message is stored once, on both shards', async () => {
  const rounds = 30;
  const first = startWorkerProcess();
  for (let round = 0; round < 10; round += 1) await publish(round);
  await vi.waitUntil(async () => (await numberAt(target.clickhouse, 'events')) > 0, 30_000);
  for (let round = 10; round < 20; round += 1) await publish(round);
  await cluster.nodes[1].kill();
  for (let round = 20; round < rounds; round += 1) await publish(round);
  // What the shard that is left has taken meanwhile has no other half yet.
  await vi.waitUntil(async () => (await queue.backlog()) > 0, 30_000);
  await first.stop('SIGKILL');
  startWorkerProcess();
  await cluster.nodes[1].restart();
  await vi.waitFor(async () => expect(await queue.backlog()).toBe(0), { timeout: 40_000, interval: 200 });

  const stored = await rowsOf<{ name: string; n: number; ids: number }>(
    target.clickhouse,
    `SELECT name, count() AS n, uniqExact(id) AS ids FROM (
  SELECT 'events' AS name, id FROM ${database}.events WHERE project_id = '${projectId}'
  UNION ALL SELECT 'changes', id FROM ${database}.profile_changes WHERE project_id = '${projectId}'
) GROUP BY name ORDER BY name`,
  );
  const sent = rounds * people;
  expect(stored).toEqual([
    { name: 'changes', n: sent, ids: sent },
    { name: 'events', n: 2 * sent, ids: 2 * sent },
  ]);
  const shards = await rowsOf<{ n: number }>(
    target.clickhouse,
    `SELECT count() AS n FROM ${database}.events WHERE project_id = '${projectId}' GROUP BY _shard_num`,
  );
  expect(shards).toHaveLength(2);
  const accepted = await rowsOf<{ n: number }>(
    target.clickhouse,
    `SELECT sum(count) AS n FROM ${database}.ingest_counters WHERE project_id = '${projectId}' AND kind = 'accepted'`,
  );
  expect(accepted).toEqual([{ n: 3 * sent }]);
  await vi.waitFor(
    async () => {
      const coins = await rowsOf<{ coins: number; people: number }>(
        target.clickhouse,
        `SELECT JSONExtractInt(properties, 'coins') AS coins, count() AS people FROM ${database}.profiles FINAL WHERE project_id = '${projectId}' GROUP BY coins`,
      );
      expect(coins).toEqual([{ coins: rounds, people }]);
    },
    { timeout: 30_000, interval: 200 },
  );
});

test('what one shard took and the other did not is stored once when it is sent again', async () => {
  const halves = randomUUID();
  const ids = () => ({ id: randomUUID(), timestamp: Date.now() });
  const rows = Array.from({ length: people }, (_, person) =>
    eventRow({ ...ids(), project_id: halves, device_id: `d${person}`, profile_id: `p${person}` }),
  );
  const [left, right] = cluster.nodes.map(({ url }) => createClient({ url }));
  if (!left || !right) throw new Error('the cluster has two nodes');
  closers.push(
    () => left.close(),
    () => right.close(),
  );
  const numberOf = async (node: ClickHouseClient, table: string) => {
    const query = `SELECT count() AS n FROM ${database}.${table} WHERE project_id = '${halves}'`;
    return (await rowsOf<{ n: number }>(node, query))[0]?.n;
  };
  const own = `ALTER TABLE ${database}.events_local`;
  await right.command({ query: `${own} ADD CONSTRAINT closed CHECK project_id != '${halves}'` });
  await expect(insertRows(target, 'events', rows, 'halves')).rejects.toThrow('closed');
  const taken = await numberOf(left, 'events_local');
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(people);
  await right.command({ query: `${own} DROP CONSTRAINT closed` });
  for (const _ of [1, 2]) await insertRows(target, 'events', rows, 'halves');
  expect(await numberOf(target.clickhouse, 'events')).toBe(people);
  expect(await numberOf(left, 'events_local')).toBe(taken);
  expect(await numberOf(target.clickhouse, 'device_profiles')).toBe(people);

  const sizes = `SELECT project_id, 'sizes', toString(count()) FROM ${database}.events WHERE project_id = '${halves}' GROUP BY project_id`;
  await target.clickhouse.command({ query: `INSERT INTO ${database}.listed_ids ${sizes}` });
  const listed = `SELECT id FROM ${database}.listed_ids WHERE project_id = '${halves}'`;
  expect(await rowsOf(target.clickhouse, listed)).toEqual([{ id: `${people}` }]);
});

test('days are sealed, and people and projects erased, on both shards', async () => {
  const now = Date.now() + 2 * 86_400_000;
  const seal = async () => {
    for (const portion of await daysToSeal(target, { projectId, now })) await sealDays(target, portion, now);
  };
  await seal();
  expect(await numberAt(target.clickhouse, 'sealed_days')).toBeGreaterThan(0);
  // Their one session has events on both shards, and is summed up as one.
  const sessions = await rowsOf(
    target.clickhouse,
    `SELECT count() - uniqExact(day, session_hash) AS doubled, sum(page_views + other_events) AS events FROM ${database}.session_days WHERE project_id = '${projectId}'`,
  );
  expect(sessions).toEqual([{ doubled: 0, events: 2 * 30 * people }]);
  const total = await rowsOf<{ events: number; devices: number }>(
    target.clickhouse,
    `SELECT sum(events) AS events, groupBitmapMerge(devices) AS devices FROM ${database}.day_totals WHERE project_id = '${projectId}' AND dimension = 'all'`,
  );
  expect(total).toEqual([{ events: 2 * 30 * people, devices: people }]);

  const { events } = await erasePerson(target, projectId, 'person 7');
  // Theirs, and those of the device that was last known as theirs.
  expect(events).toBe(60);
  expect(await numberAt(target.clickhouse, 'events')).toBe(60 * (people - 1));
  // Each had a device and a profile.
  expect(await numberAt(target.clickhouse, 'device_numbers')).toBe(2 * (people - 1));
  expect(await daysToSeal(target, { projectId, now })).toHaveLength(1);
  await seal();
  expect(await dropStaleSeals(target, { projectId, now: now + 3_600_000 })).toBe(0);
  expect(await missingRows(target)).toEqual([]);

  await eraseProject(target, projectId);
  for (const { url } of cluster.nodes) {
    const node = createClient({ url });
    const tables = ['events', 'profile_changes', 'profiles', 'day_totals', 'session_days', 'device_profiles'];
    for (const table of tables) expect(await numberAt(node, `${table}_local`), table).toBe(0);
    await node.close();
  }
});

test('totals of another product are stored once, read and undone, whichever shard has them', async () => {
  // Of these ids either shard has some.
  const projects = ['totals 1', 'totals 2', 'totals 3', 'totals 4'];
  const numbers = { visits: 3, page_views: 5, events: 1, bounces: 1, visit_seconds: 60 };
  const total = (visitors: number, more = {}) => ({
    ...{ day: '2026-05-01', breakdown: 'day', dimensions: {}, visitors, ...numbers, ...more },
  });
  const page = { breakdown: 'page', dimensions: { origin: '', path: '/a' }, visits: 0, events: 0 };
  const sums = [total(2), total(4, { day: '2026-05-02' }), total(2, page)];
  const reports = createReports({ clickhouse: target.clickhouse, database, now: Date.now });
  const read = async (id: string) => {
    const range = { startDate: '2026-05-01', endDate: '2026-05-03', dimension: 'path' } as const;
    return (await reports.importedTotals({ id, timezone: 'Asia/Seoul' }, range)).data;
  };
  for (const project of projects) {
    const store = () =>
      storeTotals(target, { projectId: project, source: 'plausible', importId: 'old' }, sums);
    expect(await store()).toEqual({ stored: 3, knownBefore: 0, rejected: [] });
    expect(await store()).toEqual({ stored: 0, knownBefore: 3, rejected: [] });
    const { imports, series, values } = await read(project);
    expect(imports).toEqual([
      { id: 'old', source: 'plausible', first_day: '2026-05-01', last_day: '2026-05-02' },
    ]);
    expect(series.map(({ date, visitors, visits }) => [date, visitors, visits])).toEqual([
      ['2026-05-01', 2, 3],
      ['2026-05-02', 4, 3],
    ]);
    expect(values).toMatchObject([{ value: '/a', visitor_days: 2, page_views: 5 }]);
  }
  const [left = '', right = ''] = cluster.nodes.map(({ url }) => url);
  for (const url of [left, right]) {
    const node = createClient({ url });
    const [row] = await rowsOf<{ n: number }>(
      node,
      `SELECT count() AS n FROM ${database}.imported_totals_local WHERE has(['${projects.join("','")}'], project_id)`,
    );
    expect(row?.n).toBeGreaterThan(0);
    expect(row?.n).toBeLessThan(12);
    await node.close();
  }
  for (const project of projects) {
    expect((await eraseImport(target, project, 'old')).totals).toBe(3);
    expect(await read(project)).toMatchObject({ imports: [], series: [], values: [] });
  }
});

test('an erasure that a shard cannot do says so', async () => {
  const row = eventRow({
    id: randomUUID(),
    timestamp: Date.now(),
    project_id: projectId,
    profile_id: 'left',
  });
  await insertRows(target, 'events', [row], 'left');
  await cluster.nodes[1].kill();
  await expect(erasePerson(target, projectId, 'left')).rejects.toThrow('127.0.0.1');
});
