import type { DdlTarget } from './ddl.ts';
import { noteMigration, readLedger, refuseNewerSchema } from './ledger.ts';
import { type MigrationLockOptions, withMigrationLock } from './migration-lock.ts';
import { migrations as allMigrations, type Migration } from './migrations/index.ts';

export interface MigrateOptions extends DdlTarget, MigrationLockOptions {
  readonly migrations?: readonly Migration[];
  /** Called with the id of each migration as it is applied. */
  readonly onApplied?: (id: string) => void;
}

/**
 * Creates the database and applies what its ledger (`schema_migrations`) does not have yet. Processes that
 * migrate at once wait for each other. Resolves with the ids that were applied; rejects where a later version has
 * migrated the database.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { clickhouse, database, migrations = allMigrations } = options;
  await refuseNewerSchema(clickhouse, database, migrations);
  const pending = async () => {
    const applied = new Set((await readLedger(clickhouse, database)).map(({ id }) => id));
    return migrations.filter(({ id }) => !applied.has(id));
  };
  if ((await pending()).length === 0) return [];
  await createLedger(options);
  return withMigrationLock(options, async (assertHeld) => {
    const done: string[] = [];
    for (const migration of await pending()) {
      for (const query of migration.statements(options)) {
        await assertHeld();
        await clickhouse.command({ query });
      }
      await noteMigration(clickhouse, database, migration.id);
      options.onApplied?.(migration.id);
      done.push(migration.id);
    }
    return done;
  });
}

async function createLedger({ clickhouse, database, cluster }: MigrateOptions): Promise<void> {
  const onCluster = cluster ? ` ON CLUSTER '${cluster}'` : '';
  const table = `${database}.schema_migrations${onCluster}`;
  for (const query of [
    `CREATE DATABASE IF NOT EXISTS ${database}${onCluster}`,
    `CREATE TABLE IF NOT EXISTS ${table} (id String, applied_at DateTime('UTC') DEFAULT now()) ENGINE = MergeTree ORDER BY id`,
    `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS version String`,
  ])
    await clickhouse.command({ query });
}
