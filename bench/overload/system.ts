import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from '@clickhouse/client';
import { migrate } from '@gatrix/analytics-clickhouse-schema';
import { freePort } from '@gatrix/analytics-free-port';
import { createMetadata } from '@gatrix/analytics-metadata';
import { connectForWork } from '@gatrix/analytics-redis';
import { endWithThisProcess, startClickHouse, startRedis } from '@gatrix/analytics-test-services';

export interface SystemSize {
  readonly ingests: number;
  readonly workers: number;
  /** `EVENT_QUEUE_SHARDS`. */
  readonly shards: number;
}

export type System = Awaited<ReturnType<typeof startSystem>>;

const database = 'analytics';
const prefix = '{bench}';

/** Redis and ClickHouse, projects and clients in a file, and as many built ingest and worker processes. */
export async function startSystem({ ingests, workers, shards }: SystemSize) {
  const [redis, clickhouse] = await Promise.all([startRedis(), startClickHouse()]);
  const client = createClient({ url: clickhouse.url });
  await migrate({ clickhouse: client, database });
  const directory = mkdtempSync(join(tmpdir(), 'bench-overload-'));
  const databaseUrl = `sqlite:${join(directory, 'metadata.db')}`;
  const sender = await makeSender(databaseUrl);
  const common = {
    REDIS_URL: redis.url,
    QUEUE_PREFIX: prefix,
    EVENT_QUEUE_SHARDS: String(shards),
    LOG_LEVEL: 'error',
    HOST: '127.0.0.1',
    NODE_ENV: 'production',
  };
  const ports = await Promise.all(Array.from({ length: ingests + workers }, freePort));
  const processes = ports.map((port, index) =>
    index < ingests
      ? spawnApp(`ingest ${index + 1}`, 'ingest', {
          ...common,
          PORT: String(port),
          DATABASE_URL: databaseUrl,
        })
      : spawnApp(`worker ${index - ingests + 1}`, 'worker', {
          ...common,
          CLICKHOUSE_URL: `${clickhouse.url}/${database}`,
          WORKER_PORT: String(port),
        }),
  );
  await Promise.all(ports.map(untilReady));
  const asked = connectForWork({ url: redis.url });
  const pids = [
    ...processes.map(({ name, child }) => ({ name, pid: child.pid ?? 0 })),
    { name: 'redis', pid: redis.pid },
    { name: 'clickhouse', pid: clickhouse.pid },
  ];
  return {
    sender,
    urls: ports.slice(0, ingests).map((port) => `http://127.0.0.1:${port}`),
    clickhouse: client,
    database,
    residentMb: () => Object.fromEntries(pids.map(({ name, pid }) => [name, residentMbOf(pid)])),
    cpuSeconds: () => pids.reduce((sum, { pid }) => sum + cpuSecondsOf(pid), 0),
    /** Messages that wait, or are being stored. */
    backlog: async () => Number((await asked.get(`${prefix}:backlog`)) ?? 0),
    async stop() {
      for (const { child } of processes) child.kill('SIGTERM');
      await Promise.all(processes.map(({ exited }) => exited));
      asked.disconnect();
      await client.close();
      await Promise.all([redis.stop(), clickhouse.stop()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function makeSender(url: string) {
  const metadata = createMetadata({ url });
  await metadata.migrate();
  const { id } = await metadata.projects.create({ name: 'bench', domain: 'example.com' });
  const { client, secret } = await metadata.clients.create({ projectId: id, name: 'w', type: 'write' });
  await metadata.close();
  return { id: client.id, secret };
}

interface App {
  readonly name: string;
  readonly child: ChildProcess;
  readonly exited: Promise<unknown>;
}

function spawnApp(name: string, app: string, env: Record<string, string>): App {
  const main = fileURLToPath(new URL(`../../apps/${app}/dist/main.js`, import.meta.url));
  const child = spawn(process.execPath, ['--max-semi-space-size=64', main], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  endWithThisProcess(child);
  return { name, child, exited: once(child, 'exit') };
}

async function untilReady(port: number): Promise<void> {
  while (!(await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined))?.ok) await delay(50);
}

function residentMbOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1_024);
}

function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
