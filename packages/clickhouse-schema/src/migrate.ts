import type { ClickHouseClient } from '@clickhouse/client';
import type { DdlTarget } from './ddl.ts';
import { type MigrationLockOptions, withMigrationLock } from './migration-lock.ts';
import { migrations as allMigrations, type Migration } from './migrations/index.ts';

export interface MigrateOptions extends DdlTarget, MigrationLockOptions {
  readonly migrations?: readonly Migration[];
  /** Called with the id of each migration as it is applied. */
  readonly onApplied?: (id: string) => void;
}

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
  return withMigrationLock(options, async (assertHeld) => {
    const done: string[] = [];
    for (const migration of await pending()) {
      for (const query of migration.statements(options)) {
        await assertHeld();
        await clickhouse.command({ query });
      }
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
  });
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
