import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, SqliteDialect, sql } from 'kysely';
import type { Database } from '../database.ts';
import { type ConstraintKind, MetadataConstraintError, MetadataUnavailableError } from '../errors.ts';
import { governedDriver } from './driver.ts';
import type { Engine } from './engine.ts';
import { openSqliteFile } from './sqlite-file.ts';

const busyTimeoutMs = 10_000;
const busyRetryMs = 10;

/** A file, or `:memory:`. */
export function openSqlite(path: string): Engine {
  const dialect = new SqliteDialect({ database: async () => openSqliteFile(path) });
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => dialect.createAdapter(),
      createIntrospector: (introspected) => dialect.createIntrospector(introspected),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createDriver: () => governedDriver(dialect.createDriver(), { run: whenFree, begin: 'begin immediate' }),
    },
  });
  return {
    kind: 'sqlite',
    db,
    alone: (work) => db.connection().execute((connection) => exclusively(connection, work)),
  };
}

async function exclusively<T>(db: Kysely<Database>, work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  await sql`begin exclusive`.execute(db);
  try {
    const result = await work(db);
    await sql`commit`.execute(db);
    return result;
  } catch (error) {
    // SQLite has already rolled back by itself after some errors (a full disk), and then refuses to do it again.
    await sql`rollback`.execute(db).catch(() => undefined);
    throw error;
  }
}

async function whenFree<T>(operation: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      return await operation();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw translate(error);
    }
    await delay(busyRetryMs);
  }
}

const constraintKinds: Readonly<Record<string, ConstraintKind>> = {
  SQLITE_CONSTRAINT_PRIMARYKEY: 'duplicate',
  SQLITE_CONSTRAINT_UNIQUE: 'duplicate',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'missing_reference',
  SQLITE_CONSTRAINT_CHECK: 'invalid_value',
  SQLITE_CONSTRAINT_NOTNULL: 'invalid_value',
};

function translate(error: unknown): unknown {
  const code = codeOf(error);
  const kind = constraintKinds[code];
  if (kind) return new MetadataConstraintError(kind, error);
  const isPassing = isBusy(error) || /^SQLITE_(FULL|IOERR|CANTOPEN|READONLY)/.test(code);
  return isPassing ? new MetadataUnavailableError(error) : error;
}

function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
