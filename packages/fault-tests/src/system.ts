import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { migrate } from '@gatrix/analytics-clickhouse-schema';
import { freePort } from '@gatrix/analytics-free-port';
import { createMetadata } from '@gatrix/analytics-metadata';
import { connectForWork, type RedisConnection } from '@gatrix/analytics-redis';
import { type Service, startClickHouse, startMariaDB, startRedis } from '@gatrix/analytics-test-services';
import { createConnection } from 'mysql2/promise';
import { type AppProcess, createAppProcess } from './app-process.ts';
import { type ClickHouseProxy, startClickHouseProxy } from './clickhouse-proxy.ts';
import type { Random } from './random.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

export interface Project {
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The whole product as processes of its own, with what can go wrong with each part within reach. */
export interface FaultSystem {
  readonly redis: Service;
  readonly mariadb: Service;
  readonly clickhouse: Service;
  /** Between the apps and Redis. */
  readonly redisProxy: TcpProxy;
  /** Between the workers and ClickHouse. */
  readonly clickhouseProxy: ClickHouseProxy;
  readonly ingests: readonly AppProcess[];
  readonly workers: readonly AppProcess[];
  readonly ingestUrls: readonly string[];
  /** Of the workers' health and metrics. */
  readonly workerUrls: readonly string[];
  readonly database: string;
  readonly prefix: string;
  readonly shards: number;
  /** Past the proxies. */
  readonly inspect: { readonly redis: RedisConnection; readonly clickhouse: ClickHouseClient };
  readonly logDir: string;
  createProject(): Promise<Project>;
  /** Starts what does not run and ends what the proxies do. */
  heal(): Promise<void>;
  /** The logs of the apps stay where something is to be looked into. */
  close(options?: { readonly keepLogs?: boolean }): Promise<void>;
}

export interface SystemOptions {
  readonly random: Random;
  readonly instances?: number;
  readonly shards?: number;
  readonly lockDurationMs?: number;
  readonly logLevel?: 'info' | 'trace';
}

const database = 'analytics';
const prefix = '{gatrix}';
const metadataDatabase = 'faults';

/** Starts Redis (with AOF), MariaDB, ClickHouse, two ingest and two worker processes. */
export async function startSystem(options: SystemOptions): Promise<FaultSystem> {
  const { random, instances = 2, shards = 1, lockDurationMs = 2_500, logLevel = 'info' } = options;
  const logDir = await mkdtemp(join(tmpdir(), 'gatrix-faults-'));
  const [redis, mariadb, clickhouse] = await Promise.all([startRedis(), startMariaDB(), startClickHouse()]);
  const redisProxy = await startTcpProxy(redis.port);
  const clickhouseProxy = await startClickHouseProxy(clickhouse.url, random.next);
  const inspect = {
    redis: connectForWork({ url: redis.url }),
    clickhouse: createClient({ url: clickhouse.url }),
  };
  inspect.redis.on('error', () => undefined);
  await migrate({ clickhouse: inspect.clickhouse, database });
  const createProject = await openMetadata(mariadb);

  const common = {
    REDIS_URL: `redis://127.0.0.1:${redisProxy.port}`,
    QUEUE_PREFIX: prefix,
    EVENT_QUEUE_SHARDS: String(shards),
    LOG_LEVEL: logLevel,
    HOST: '127.0.0.1',
    NODE_ENV: 'production',
  };
  const ports = await Promise.all(Array.from({ length: instances * 2 }, freePort));
  const ingests = ports.slice(0, instances).map((port, index) =>
    createAppProcess({
      name: `ingest-${index}`,
      main: 'apps/ingest/src/main.ts',
      env: { ...common, PORT: String(port), DATABASE_URL: `${mariadb.url}/${metadataDatabase}` },
      readyUrl: `http://127.0.0.1:${port}/ready`,
      logDir,
    }),
  );
  const workers = ports.slice(instances).map((port, index) =>
    createAppProcess({
      name: `worker-${index}`,
      main: 'apps/worker/src/main.ts',
      env: {
        ...common,
        CLICKHOUSE_URL: `${clickhouseProxy.url}/${database}`,
        WORKER_PORT: String(port),
        WORKER_LOCK_DURATION: String(lockDurationMs),
        WORKER_BATCH_TIMEOUT: '100',
        WORKER_BATCH_SIZE: '500',
      },
      readyUrl: `http://127.0.0.1:${port}/ready`,
      logDir,
    }),
  );
  const processes = [...ingests, ...workers];
  await Promise.all(processes.map((process) => process.start()));

  return {
    ...{ redis, mariadb, clickhouse, redisProxy, clickhouseProxy, ingests, workers, inspect, createProject },
    ...{ database, prefix, shards, logDir },
    ingestUrls: ports.slice(0, instances).map((port) => `http://127.0.0.1:${port}`),
    workerUrls: ports.slice(instances).map((port) => `http://127.0.0.1:${port}`),
    async heal() {
      clickhouseProxy.heal();
      for (const process of processes) process.thaw();
      await Promise.all(processes.map((process) => process.start()));
    },
    async close({ keepLogs = false } = {}) {
      await Promise.all(processes.map((process) => process.kill()));
      inspect.redis.disconnect();
      await inspect.clickhouse.close();
      await Promise.all([redisProxy.close(), clickhouseProxy.close()]);
      await Promise.all([redis.stop(), mariadb.stop(), clickhouse.stop()]);
      if (!keepLogs) await rm(logDir, { recursive: true, force: true });
    },
  };
}

/** A way to make projects, on a database of their own. */
async function openMetadata(mariadb: Service): Promise<() => Promise<Project>> {
  const connection = await createConnection(mariadb.url);
  await connection.query(`CREATE DATABASE ${metadataDatabase}`);
  await connection.end();
  const url = `${mariadb.url}/${metadataDatabase}`;
  const first = createMetadata({ url });
  await first.migrate();
  await first.close();
  return async () => {
    const metadata = createMetadata({ url });
    try {
      const { id } = await metadata.projects.create({ name: 'faults', domain: 'example.com' });
      const { client, secret } = await metadata.clients.create({
        projectId: id,
        name: 'load',
        type: 'write',
      });
      return { id, clientId: client.id, clientSecret: secret };
    } finally {
      await metadata.close();
    }
  };
}
