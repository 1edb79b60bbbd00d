import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import type { Engine } from './engine/engine.ts';
import { NewerVersionError } from './errors.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';

type Table = Exclude<keyof Database, 'analytics_migrations'>;

/** What is referred to comes before what refers to it. */
const order: Readonly<Record<Table, number>> = {
  analytics_projects: 0,
  analytics_clients: 1,
  analytics_members: 2,
  analytics_saved_reports: 3,
  analytics_annotations: 4,
  analytics_segments: 5,
  analytics_invitations: 6,
  analytics_share_links: 7,
  analytics_share_visits: 8,
  analytics_audit_log: 9,
  analytics_salts: 10,
  analytics_alerts: 11,
  analytics_alert_values: 12,
  analytics_channels: 13,
  analytics_deliveries: 14,
  analytics_boards: 15,
  analytics_gauges: 16,
  analytics_tokens: 17,
  analytics_noted_events: 18,
  analytics_rates: 19,
  analytics_digests: 20,
  analytics_accounts: 21,
};
const tables = (Object.keys(order) as Table[]).sort((a, b) => order[a] - order[b]);

/** All of the metadata. Columns are as the database has them: times and JSON as text. */
export interface BackedUpMetadata {
  readonly migrations: readonly string[];
  readonly rows: readonly { readonly table: string; readonly row: Readonly<Record<string, unknown>> }[];
}

/** Reads everything in one transaction, so that it is of one moment, what waits in SQLite's write-ahead log included. */
export async function backUp({ kind, db }: Engine): Promise<BackedUpMetadata> {
  const begun = db.transaction();
  const transaction = kind === 'mysql' ? begun.setIsolationLevel('repeatable read') : begun;
  return transaction.execute(async (trx) => {
    const ledger = await trx.selectFrom('analytics_migrations').select('id').orderBy('id').execute();
    const rows: { table: Table; row: Record<string, unknown> }[] = [];
    for (const table of tables) {
      for (const row of await trx.selectFrom(table).selectAll().execute()) rows.push({ table, row });
    }
    return { migrations: ledger.map(({ id }) => id), rows };
  });
}

/** Fewer than either database takes parameters for. */
const rowsAtOnce = 100;

/** Throws where the database has projects, or the back-up is of a later version. */
export async function restore(engine: Engine, backedUp: BackedUpMetadata): Promise<void> {
  const unknown = backedUp.migrations.find((id) => !migrations.some((migration) => migration.id === id));
  if (unknown !== undefined)
    throw new NewerVersionError(
      `the back-up is of a later version, which migrated the metadata to ${unknown}`,
    );
  const applied = migrations.filter(({ id }) => backedUp.migrations.includes(id));
  await migrate(engine, undefined, undefined, applied);
  await engine.db.transaction().execute(async (trx) => {
    const existing = await trx.selectFrom('analytics_projects').select('id').limit(1).execute();
    if (existing.length > 0)
      throw new Error('the metadata has projects already: a back-up is restored into an empty place');
    for (const table of tables) {
      const rows = backedUp.rows.filter((one) => one.table === table).map(({ row }) => row);
      await insert(trx, table, rows);
    }
  });
}

async function insert(
  db: Kysely<Database>,
  table: Table,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    // The rows are of this table's columns, as they were read from it.
    const values = rows.slice(from, from + rowsAtOnce) as unknown as Database['analytics_salts'][];
    await db
      .insertInto(table as 'analytics_salts')
      .values(values)
      .execute();
  }
}
