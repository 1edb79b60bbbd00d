import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@gatrix/analytics-free-port';
import {
  type AppProcess,
  clickHouseForTest,
  mysqlForTest,
  redisForTest,
  runCli,
  startApp,
  waitForOk,
} from '@gatrix/analytics-test-services';
import { afterEach, describe, expect, test } from 'vitest';
import { type CountedByHand, countByHand } from './count-by-hand.ts';

const here = dirname(fileURLToPath(import.meta.url));
const inventedLog = join(here, 'access-log.txt');
/** 10,000 lines of a real blog, where they are at hand. */
const realLog = join(here, '../../../../shared/data/apache_access.log');
const logs = [inventedLog, ...(existsSync(realLog) ? [realLog] : [])];

interface Deployment {
  readonly projectId: string;
  readonly env: Record<string, string>;
  /** An answer of /insights/:projectId, its `data`. */
  ask(path: string): Promise<unknown>;
  /** SIGKILL to what stores the messages, and a new start on the same data. */
  crash(): Promise<void>;
}

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function standalone(): Promise<Deployment> {
  const dataDir = mkdtempSync(join(tmpdir(), 'standalone-'));
  cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const port = String(await freePort());
  const env = { DATA_DIR: dataDir, PORT: port };
  let running: AppProcess;
  const start = async () => {
    running = startApp('standalone', { env });
    await waitForOk(`http://127.0.0.1:${port}/ready`, running);
  };
  await start();
  cleanups.push(() => running.stop());
  const { projectId, read, url } = JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8'));
  return {
    projectId,
    env,
    ask: (path) => ask(url, projectId, read, path),
    async crash() {
      await running.stop('SIGKILL');
      await start();
    },
  };
}

async function threeProcesses(): Promise<Deployment> {
  const { redisUrl, keyPrefix } = await redisForTest();
  const { url: mysqlUrl } = await mysqlForTest();
  const { url: clickhouseUrl, database } = await clickHouseForTest();
  const [ingestPort, insightsPort, workerPort] = [await freePort(), await freePort(), await freePort()].map(
    String,
  );
  const env = {
    REDIS_URL: redisUrl,
    QUEUE_PREFIX: `{${keyPrefix}}`,
    DATABASE_URL: mysqlUrl,
    CLICKHOUSE_URL: clickhouseUrl,
    CLICKHOUSE_DATABASE: database,
    PORT: String(ingestPort),
    GATRIX_URL: `http://127.0.0.1:${ingestPort}`,
  };
  const shared = {
    ...env,
    HOST: '127.0.0.1',
    AUTO_MIGRATE: 'true',
    WORKER_LOCK_DURATION: '2000',
    WORKER_BATCH_TIMEOUT: '200',
  };
  const start = (app: string, port: string | undefined) =>
    startApp(app, { env: { ...shared, PORT: String(port), WORKER_PORT: String(port) } });
  const ingest = start('ingest', ingestPort);
  const insights = start('insights', insightsPort);
  let worker = start('worker', workerPort);
  cleanups.push(() => Promise.all([ingest.stop(), insights.stop(), worker.stop()]));
  await waitForOk(`http://127.0.0.1:${ingestPort}/ready`, ingest);
  await waitForOk(`http://127.0.0.1:${insightsPort}/ready`, insights);
  await waitForOk(`http://127.0.0.1:${workerPort}/ready`, worker);
  const { project } = JSON.parse(await runCli(['--json', 'project', 'create', '--name', 'Blog'], env));
  const read = JSON.parse(
    await runCli(
      ['--json', 'client', 'create', '--project', project.id, '--name', 'r', '--type', 'read'],
      env,
    ),
  );
  return {
    projectId: project.id,
    env,
    ask: (path) => ask(`http://127.0.0.1:${insightsPort}`, project.id, read, path),
    async crash() {
      await worker.stop('SIGKILL');
      worker = start('worker', workerPort);
    },
  };
}

async function ask(
  url: string,
  projectId: string,
  client: { id: string; secret: string },
  path: string,
): Promise<unknown> {
  const response = await fetch(`${url}/insights/${projectId}/${path}`, {
    headers: { 'openpanel-client-id': client.id, 'openpanel-client-secret': client.secret },
  });
  const body = (await response.json()) as { success: boolean; data: unknown };
  if (!body.success) throw new Error(JSON.stringify(body));
  return body.data;
}

/** Days of a zone, each with how many of the times lie in it. */
function byDay(times: readonly number[], timeZone: string): Map<string, number> {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const days = new Map<string, number>();
  for (const time of times) days.set(format.format(time), (days.get(format.format(time)) ?? 0) + 1);
  return days;
}

async function expectNumbers({ ask: get }: Deployment, counted: CountedByHand): Promise<void> {
  const sorted = [...counted.times].sort((a, b) => a - b);
  const day = (time: number | undefined, shift: number) =>
    new Date((time ?? 0) + shift).toISOString().slice(0, 10);
  const range = `startDate=${day(sorted[0], -86_400_000)}&endDate=${day(sorted.at(-1), 86_400_000)}`;
  await expect
    .poll(() => get(`metrics?${range}`), { interval: 200 })
    .toMatchObject({
      total_screen_views: counted.times.length,
      total_events: counted.times.length,
      total_sessions: counted.sessions,
      unique_visitors: counted.visitors,
    });
  for (const zone of ['UTC', 'Europe/Paris']) {
    const days = byDay(counted.times, zone);
    const series = (await get(`timeseries?${range}&interval=day&timezone=${zone}`)) as {
      date: string;
      total_screen_views: number;
    }[];
    const views = series.filter(({ total_screen_views }) => total_screen_views > 0);
    expect(
      new Map(views.map(({ date, total_screen_views }) => [date.slice(0, 10), total_screen_views])),
    ).toEqual(days);
  }
  const pages = (await get(`pages?${range}&limit=1000`)) as { path: string; views: number }[];
  expect(new Map(pages.map(({ path, views }) => [path, views]))).toEqual(new Map(counted.paths));
  const live = (await get('live')) as { count: number };
  expect(live.count).toBe(counted.visitors);
}

describe.each([
  ['in one process', standalone],
  ['through ingest, Redis, worker and ClickHouse', threeProcesses],
] as const)('%s', (_name, deploy) => {
  test.each(logs)(
    'the numbers of %s agree with a count by hand; a second import, and one killed halfway, change nothing',
    { timeout: 300_000 },
    async (log) => {
      const counted = countByHand(readFileSync(log, 'utf8'));
      const deployment = await deploy();
      const args = [
        '--json',
        'import',
        'access-log',
        log,
        '--project',
        deployment.projectId,
        '--host',
        'https://studio.example',
      ];

      const halfway = startApp('cli', { env: deployment.env, args });
      const { child } = halfway;
      // Killed as soon as something was stored.
      await expect
        .poll(
          async () =>
            ((await deployment.ask('live')) as { count: number }).count > 0 || child.exitCode !== null,
          { interval: 5 },
        )
        .toBe(true);
      await halfway.stop('SIGKILL');
      await deployment.crash();

      const result = JSON.parse(await runCli(args, deployment.env));
      expect(result).toMatchObject({
        pageViews: counted.pageViews,
        broken: counted.broken,
        rejected: 0,
      });
      const { stored, robots, knownBefore } = result;
      expect(stored + robots + (knownBefore ?? 0)).toBe(counted.pageViews);
      await expectNumbers(deployment, counted);
      await runCli(args, deployment.env);
      await expectNumbers(deployment, counted);
    },
  );
});
