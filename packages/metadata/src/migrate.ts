import { type Kysely, sql } from 'kysely';
import { instantText } from './columns.ts';
import type { Database } from './database.ts';
import type { Engine } from './engine/engine.ts';
import { migrations } from './migrations/index.ts';
import { createTable, type TableDefinition } from './migrations/tables.ts';
import { addUsersKey } from './users-key.ts';

/**
 * Applies what the ledger (`analytics_migrations`) does not have yet, alone among all processes. Resolves with the
 * ids that were applied. With `usersTable`, owners and members then refer to its `id` (MySQL only).
 */
export function migrate(
  engine: Engine,
  usersTable?: string,
  onWaiting?: (message: string) => void,
): Promise<string[]> {
  return engine.alone(async (db) => {
    await run(db, createTable(engine.kind, ledger));
    const done = await appliedMigrations(db);
    const pending = migrations.filter(({ id }) => !done.has(id));
    for (const { id, statements } of pending) {
      await run(db, statements(engine.kind));
      await db
        .insertInto('analytics_migrations')
        .values({ id, applied_at: instantText(Date.now()) })
        .execute();
    }
    if (usersTable) await addUsersKey(engine.kind, db, usersTable);
    return pending.map(({ id }) => id);
  }, onWaiting);
}

/** The ids of the migrations that are not applied yet; all of them where there is no ledger. */
export async function pendingMigrations({ kind, db }: Engine): Promise<string[]> {
  const name = 'analytics_migrations';
  const found =
    kind === 'mysql'
      ? await sql`SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ${name}`.execute(
          db,
        )
      : await sql`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ${name}`.execute(db);
  const done = found.rows.length > 0 ? await appliedMigrations(db) : new Set();
  return migrations.map(({ id }) => id).filter((id) => !done.has(id));
}

const ledger: TableDefinition = {
  name: 'analytics_migrations',
  columns: (types) => [
    `${types.varchar('id', 64)} NOT NULL`,
    `${types.instant('applied_at')} NOT NULL`,
    'PRIMARY KEY (id)',
  ],
};

async function appliedMigrations(db: Kysely<Database>): Promise<Set<string>> {
  const rows = await db.selectFrom('analytics_migrations').select('id').execute();
  return new Set(rows.map(({ id }) => id));
}

async function run(db: Kysely<Database>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
