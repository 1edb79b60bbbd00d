import type { ClickHouseClient } from '@clickhouse/client';
import type { ClusterAccess } from './cluster/access.ts';
import { isWithoutKeeper } from './cluster/keeper.ts';
import { type ClusterNode, naming, openNodes } from './cluster/nodes.ts';
import { type DdlTarget, onCluster } from './ddl.ts';
import { noteMigration, readLedger, refuseNewerSchema } from './ledger.ts';
import { type AssertHeld, type MigrationLockOptions, withMigrationLock } from './migration-lock.ts';
import { migrations as allMigrations, type Migration } from './migrations/index.ts';

export interface MigrateOptions extends ClusterAccess, MigrationLockOptions {
  readonly migrations?: readonly Migration[];
  /** Called with the id of each migration as it is applied. */
  readonly onApplied?: (id: string) => void;
}

/**
 * Creates the database and applies what its ledger (`schema_migrations`) does not have yet. Processes that
 * migrate at once wait for each other. Resolves with the ids that were applied; rejects where a later version has
 * migrated the database.
 *
 * On a cluster with Keeper the statements go to every node. Without it each node has a ledger, and is told by itself what
 * that lacks: all nodes where they can be reached (`connect`), else this one alone.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const withoutKeeper = await isWithoutKeeper(options);
  const places = await placesOf(options, withoutKeeper);
  try {
    return await migratePlaces(options, withoutKeeper, places);
  } finally {
    await Promise.all(places.filter(({ node }) => node).map(({ clickhouse }) => clickhouse.close()));
  }
}

/** A server that has a ledger. */
interface Place {
  readonly clickhouse: ClickHouseClient;
  /** Where it was opened for this. */
  readonly node?: ClusterNode;
}

async function placesOf(options: MigrateOptions, withoutKeeper: boolean): Promise<readonly Place[]> {
  const { clickhouse, cluster, connect } = options;
  if (!withoutKeeper || cluster === undefined || !connect) return [{ clickhouse }];
  return openNodes({ ...options, cluster });
}

async function migratePlaces(
  options: MigrateOptions,
  withoutKeeper: boolean,
  places: readonly Place[],
): Promise<string[]> {
  const { database, cluster, migrations = allMigrations } = options;
  const [first] = places;
  if (!first) throw new Error('no server to migrate');
  const pendingAt = async ({ clickhouse }: Place) => {
    const replicated = withoutKeeper ? undefined : cluster;
    const applied = new Set((await readLedger(clickhouse, database, replicated)).map(({ id }) => id));
    return migrations.filter(({ id }) => !applied.has(id));
  };
  for (const { clickhouse } of places) await refuseNewerSchema(clickhouse, database, migrations);
  const waiting = await Promise.all(places.map(pendingAt));
  if (waiting.every((pending) => pending.length === 0)) return [];
  const target = { database, cluster, withoutKeeper };
  for (const { clickhouse } of places) await createLedger(clickhouse, target);
  // One lock for all: that of the first node.
  return withMigrationLock({ ...options, clickhouse: first.clickhouse }, async (assertHeld) => {
    const done = new Set<string>();
    for (const place of places) {
      for (const migration of await pendingAt(place)) {
        await naming(place.node, cluster, () => apply(place.clickhouse, target, migration, assertHeld));
        if (!done.has(migration.id)) options.onApplied?.(migration.id);
        done.add(migration.id);
      }
    }
    return [...done];
  });
}

async function apply(
  clickhouse: ClickHouseClient,
  target: DdlTarget,
  migration: Migration,
  assertHeld: AssertHeld,
): Promise<void> {
  for (const query of migration.statements(target)) {
    await assertHeld();
    await clickhouse.command({ query });
  }
  await noteMigration(clickhouse, target.database, migration.id);
}

async function createLedger(clickhouse: ClickHouseClient, target: DdlTarget): Promise<void> {
  const everywhere = onCluster(target);
  const table = `${target.database}.schema_migrations${everywhere}`;
  for (const query of [
    `CREATE DATABASE IF NOT EXISTS ${target.database}${everywhere}`,
    `CREATE TABLE IF NOT EXISTS ${table} (id String, applied_at DateTime('UTC') DEFAULT now()) ENGINE = MergeTree ORDER BY id`,
    `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS version String`,
  ])
    await clickhouse.command({ query });
}
