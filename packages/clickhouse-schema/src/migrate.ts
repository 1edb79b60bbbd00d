import { setTimeout as delay } from 'node:timers/promises';
import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client';
import type { DdlTarget } from './ddl.ts';
import { migrations as allMigrations, type Migration } from './migrations/index.ts';

export interface MigrateOptions extends DdlTarget {
  readonly clickhouse: ClickHouseClient;
  readonly migrations?: readonly Migration[];
  /** Called with the id of each migration as it is applied. */
  readonly onApplied?: (id: string) => void;
}

/** A lock older than this was left behind by a process that died. */
const staleLockSeconds = 300;
const tableAlreadyExists = '57';

/**
 * Creates the database and applies what its ledger (`schema_migrations`) does not have yet. Processes that
 * migrate at once wait for each other. Resolves with the ids that were applied.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { clickhouse, database } = options;
  const onCluster = options.cluster ? ` ON CLUSTER '${options.cluster}'` : '';
  await clickhouse.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}${onCluster}` });
  await clickhouse.command({
    query: `CREATE TABLE IF NOT EXISTS ${database}.schema_migrations${onCluster} (id String, applied_at DateTime('UTC') DEFAULT now()) ENGINE = MergeTree ORDER BY id`,
  });
  const pending = async () => {
    const applied = await appliedMigrations(clickhouse, database);
    return (options.migrations ?? allMigrations).filter(({ id }) => !applied.has(id));
  };
  if ((await pending()).length === 0) return [];
  await lock(clickhouse, database);
  try {
    const done: string[] = [];
    for (const migration of await pending()) {
      for (const query of migration.statements(options)) await clickhouse.command({ query });
      await clickhouse.insert({
        table: `${database}.schema_migrations`,
        columns: ['id'],
        values: [[migration.id]],
        format: 'JSONCompactEachRow',
      });
      options.onApplied?.(migration.id);
      done.push(migration.id);
    }
    return done;
  } finally {
    await unlock(clickhouse, database);
  }
}

/** The ids of the migrations that are not applied yet; all of them where there is no database. */
export async function pendingMigrations(clickhouse: ClickHouseClient, database: string): Promise<string[]> {
  const result = await clickhouse.query({
    query: `SELECT count() AS tables FROM system.tables WHERE database = {database:String} AND name = 'schema_migrations'`,
    query_params: { database },
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ tables: number | string }>();
  const applied = Number(row?.tables ?? 0) > 0 ? await appliedMigrations(clickhouse, database) : new Set();
  return allMigrations.map(({ id }) => id).filter((id) => !applied.has(id));
}

async function appliedMigrations(clickhouse: ClickHouseClient, database: string): Promise<Set<string>> {
  const result = await clickhouse.query({
    query: `SELECT DISTINCT id FROM ${database}.schema_migrations`,
    format: 'JSONEachRow',
  });
  return new Set((await result.json<{ id: string }>()).map(({ id }) => id));
}

/** Creating a table is atomic: who creates the lock table holds the lock. */
async function lock(clickhouse: ClickHouseClient, database: string): Promise<void> {
  for (;;) {
    try {
      await clickhouse.command({
        query: `CREATE TABLE ${database}.schema_migrations_lock (locked UInt8) ENGINE = Memory`,
      });
      return;
    } catch (error) {
      if (!(error instanceof ClickHouseError) || error.code !== tableAlreadyExists) throw error;
    }
    const result = await clickhouse.query({
      query: `SELECT dateDiff('second', metadata_modification_time, now()) AS age FROM system.tables WHERE database = {database:String} AND name = 'schema_migrations_lock'`,
      query_params: { database },
      format: 'JSONEachRow',
    });
    const [row] = await result.json<{ age: number | string }>();
    if (row && Number(row.age) > staleLockSeconds) await unlock(clickhouse, database);
    else await delay(200);
  }
}

async function unlock(clickhouse: ClickHouseClient, database: string): Promise<void> {
  await clickhouse.command({ query: `DROP TABLE IF EXISTS ${database}.schema_migrations_lock SYNC` });
}
