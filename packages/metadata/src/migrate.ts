import { type Kysely, sql } from 'kysely';
import { instantText } from './columns.ts';
import type { Database } from './database.ts';
import type { Engine } from './engine/engine.ts';
import { NewerVersionError } from './errors.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { createTable, type TableDefinition } from './migrations/tables.ts';
import { addUsersKey } from './users-key.ts';
import { version } from './version.ts';

/**
 * Applies what the ledger (`analytics_migrations`) does not have yet, alone among all processes. Resolves with the
 * ids that were applied. With `usersTable`, owners and members then refer to its `id` (MySQL only).
 */
export function migrate(
  engine: Engine,
  usersTable?: string,
  onWaiting?: (message: string) => void,
  wanted: readonly Migration[] = migrations,
): Promise<string[]> {
  return engine.alone(async (db) => {
    await run(db, createTable(engine.kind, ledger));
    refuseUnknown(await ledgerOf(db));
    const done = new Set((await ledgerOf(db)).map(({ id }) => id));
    const pending = wanted.filter(({ id }) => !done.has(id));
    if (pending.length > 0) await addVersionColumn(engine.kind, db);
    for (const { id, statements } of pending) {
      await run(db, statements(engine.kind));
      await db
        .insertInto('analytics_migrations')
        .values({ id, applied_at: instantText(Date.now()), version })
        .execute();
    }
    if (usersTable) await addUsersKey(engine.kind, db, usersTable);
    return pending.map(({ id }) => id);
  }, onWaiting);
}

/** The ids of the migrations that are not applied yet; all of them where there is no ledger. */
export async function pendingMigrations(engine: Engine): Promise<string[]> {
  const done = new Set((await existingLedger(engine)).map(({ id }) => id));
  return migrations.map(({ id }) => id).filter((id) => !done.has(id));
}

/** Rejects with a NewerVersionError, which names both versions, where a later version has migrated the database. Changes nothing. */
export async function refuseNewerMetadata(engine: Engine): Promise<void> {
  refuseUnknown(await existingLedger(engine));
}

function refuseUnknown(rows: readonly LedgerRow[]): void {
  const newest = rows.filter(({ id }) => !migrations.some((known) => known.id === id)).at(-1);
  if (!newest) return;
  const theirs = newest.version ? `version ${newest.version}` : 'a later version';
  throw new NewerVersionError(
    `the metadata was migrated by ${theirs} (to ${newest.id}), and this is version ${version} ` +
      `(which knows ${migrations.at(-1)?.id} as the last): start ${theirs} or a later one`,
  );
}

const ledger: TableDefinition = {
  name: 'analytics_migrations',
  columns: (types) => [
    `${types.varchar('id', 64)} NOT NULL`,
    `${types.instant('applied_at')} NOT NULL`,
    'PRIMARY KEY (id)',
  ],
};

interface LedgerRow {
  readonly id: string;
  /** Absent from ledgers of versions that did not note theirs. */
  readonly version?: string | null;
}

function ledgerOf(db: Kysely<Database>): Promise<LedgerRow[]> {
  return db.selectFrom('analytics_migrations').selectAll().orderBy('id').execute();
}

async function existingLedger({ kind, db }: Engine): Promise<LedgerRow[]> {
  const name = 'analytics_migrations';
  const found =
    kind === 'mysql'
      ? await sql`SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ${name}`.execute(
          db,
        )
      : await sql`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ${name}`.execute(db);
  return found.rows.length > 0 ? ledgerOf(db) : [];
}

/** Not by a migration: MySQL cannot add a column only where it is missing, and a migration may run twice. */
async function addVersionColumn(kind: Engine['kind'], db: Kysely<Database>): Promise<void> {
  const columns =
    kind === 'mysql'
      ? sql`SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'analytics_migrations' AND column_name = 'version'`
      : sql`SELECT 1 FROM pragma_table_info('analytics_migrations') WHERE name = 'version'`;
  if ((await columns.execute(db)).rows.length > 0) return;
  await run(db, ['ALTER TABLE analytics_migrations ADD COLUMN version VARCHAR(64) NULL']);
}

async function run(db: Kysely<Database>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
