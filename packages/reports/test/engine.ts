import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import {
  type ClusterAccess,
  daysToSeal,
  type EventRow,
  forCluster,
  insertRows,
  type MoneySource,
  migrate,
  type ProfileChangeRow,
  projectsToSeal,
  sealDays,
} from '@gatrix/analytics-clickhouse-schema';
import { clickHouseClusterForTest, clickHouseForTest } from '@gatrix/analytics-test-services';

interface Opened extends ClusterAccess {
  readonly clickhouse: ClickHouseClient;
  readonly database: string;
  /** Statements that the client has run at once; more of them wait. */
  readonly places: number;
  close(): Promise<void>;
}

async function inProcess(): Promise<Opened> {
  const path = await mkdtemp(join(tmpdir(), 'reports-'));
  const { client: clickhouse, close } = await createEmbeddedClickHouse({ path });
  return {
    clickhouse,
    database: 'analytics',
    places: 3,
    close: async () => {
      await close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

const connections = 20;

// What a test provokes is not worth a line in the log.
const connect = (url: string) =>
  createClient({ url, max_open_connections: connections, log: { level: ClickHouseLogLevel.OFF } });

async function onServer(): Promise<Opened> {
  const { url, database } = await clickHouseForTest();
  const clickhouse = connect(url);
  return { clickhouse, database, places: connections, close: () => clickhouse.close() };
}

async function onCluster(): Promise<Opened> {
  const { url, database, cluster } = await clickHouseClusterForTest();
  const clickhouse = forCluster(connect(url), cluster);
  return { clickhouse, database, places: connections, cluster, connect, close: () => clickhouse.close() };
}

const places = { process: inProcess, server: onServer, cluster: onCluster };
export type EnginePlace = keyof typeof places;

function placeOf({ TEST_CLICKHOUSE_CLUSTER, TEST_CLICKHOUSE_URL }: NodeJS.ProcessEnv): EnginePlace {
  if (TEST_CLICKHOUSE_CLUSTER) return 'cluster';
  return TEST_CLICKHOUSE_URL ? 'server' : 'process';
}

/**
 * A ClickHouse with the migrated schema: a database on two shards where `TEST_CLICKHOUSE_CLUSTER` says so, or of the server
 * that `TEST_CLICKHOUSE_URL` names, else an engine in the process.
 */
export async function startEngine(on: EnginePlace = placeOf(process.env)) {
  const { close, ...target } = await places[on]();
  await migrate(target);
  const insertEvents = (rows: readonly EventRow[]) => insertRows(target, 'events', rows, randomUUID());
  let runs = 0;
  const sealUntil = async (now: number, moneyOf?: MoneySource) => {
    const sealed = { ...target, moneyOf };
    for (const projectId of await projectsToSeal(sealed, now)) {
      for (const portion of await daysToSeal(sealed, { projectId, now }))
        await sealDays(sealed, portion, now - 1_000_000 + runs++);
    }
  };
  return {
    ...target,
    insertEvents,
    /** Seals days that are over at that time, and all days. */
    sealUntil,
    seal: (moneyOf?: MoneySource) => sealUntil(Date.UTC(2100, 0, 1), moneyOf),
    insertChanges: (rows: readonly ProfileChangeRow[]) =>
      insertRows(target, 'profile_changes', rows, randomUUID()),
    close,
  };
}

export type Engine = Awaited<ReturnType<typeof startEngine>>;
