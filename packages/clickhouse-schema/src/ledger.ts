import type { ClickHouseClient } from '@clickhouse/client';
import { type Migration, migrations } from './migrations/index.ts';
import { version } from './version.ts';

interface LedgerRow {
  readonly id: string;
  /** Absent from ledgers of versions that did not note theirs. */
  readonly version?: string;
}

/** The migrations that were applied; none where there is no database. */
export async function readLedger(clickhouse: ClickHouseClient, database: string): Promise<LedgerRow[]> {
  const tables = await clickhouse.query({
    query: `SELECT count() AS tables FROM system.tables WHERE database = {database:String} AND name = 'schema_migrations'`,
    query_params: { database },
    format: 'JSONEachRow',
  });
  const [row] = await tables.json<{ tables: number | string }>();
  if (Number(row?.tables ?? 0) === 0) return [];
  // All columns: which there are depends on the version that made the ledger.
  const ledger = await clickhouse.query({
    query: `SELECT * FROM ${database}.schema_migrations ORDER BY id`,
    format: 'JSONEachRow',
  });
  return ledger.json<LedgerRow>();
}

/** Notes that this version applied a migration. */
export async function noteMigration(
  clickhouse: ClickHouseClient,
  database: string,
  id: string,
): Promise<void> {
  await clickhouse.insert({
    table: `${database}.schema_migrations`,
    columns: ['id', 'version'],
    values: [[id, version]],
    format: 'JSONCompactEachRow',
  });
}

/** The ids of the migrations that are not applied yet; all of them where there is no database. */
export async function pendingMigrations(clickhouse: ClickHouseClient, database: string): Promise<string[]> {
  const applied = new Set((await readLedger(clickhouse, database)).map(({ id }) => id));
  return migrations.map(({ id }) => id).filter((id) => !applied.has(id));
}

/**
 * Rejects, naming both versions, where a later version has migrated this database: its tables may hold what this one
 * reads wrongly.
 */
export async function refuseNewerSchema(
  clickhouse: ClickHouseClient,
  database: string,
  known: readonly Migration[] = migrations,
): Promise<void> {
  const ids = new Set(known.map(({ id }) => id));
  const newest = (await readLedger(clickhouse, database)).filter(({ id }) => !ids.has(id)).at(-1);
  if (!newest) return;
  const theirs = newest.version ? `version ${newest.version}` : 'a later version';
  throw new Error(
    `ClickHouse was migrated by ${theirs} (to ${newest.id}), and this is version ${version} ` +
      `(which knows ${known.at(-1)?.id ?? 'no migration'} as the last): start ${theirs} or a later one`,
  );
}
