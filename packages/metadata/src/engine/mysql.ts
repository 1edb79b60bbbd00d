import { createHash } from 'node:crypto';
import { CompiledQuery, Kysely, MysqlDialect, sql } from 'kysely';
import type { Database } from '../database.ts';
import { type ConstraintKind, MetadataConstraintError, MetadataUnavailableError } from '../errors.ts';
import { governedDriver } from './driver.ts';
import type { Engine } from './engine.ts';

const connectTimeoutMs = 5_000;
const migrationLockTimeoutSeconds = 300;
const sayEverySeconds = 5;

// Times are UTC whatever the server's zone. A lenient server would cut long values in silence, and one with
// NO_BACKSLASH_ESCAPES would undo the driver's quoting.
const sessionSettings = "SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'";

/** MySQL 8 or MariaDB 10.11 and later. */
export function openMysql(url: string): Engine {
  const pool = async () => {
    // Only here, so that a run on SQLite does not load it.
    const { createPool } = await import('mysql2');
    return createPool({
      uri: url,
      connectionLimit: 10,
      maxIdle: 2,
      connectTimeout: connectTimeoutMs,
      timezone: 'Z',
      // Times and JSON arrive as text, as they do from SQLite.
      dateStrings: true,
      jsonStrings: true,
    });
  };
  const dialect = new MysqlDialect({
    pool,
    onCreateConnection: async (connection) => {
      await connection.executeQuery(CompiledQuery.raw(sessionSettings));
    },
  });
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => dialect.createAdapter(),
      createIntrospector: (introspected) => dialect.createIntrospector(introspected),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createDriver: () => governedDriver(dialect.createDriver(), { run: translated }),
    },
  });
  return {
    kind: 'mysql',
    db,
    alone: (work, onWaiting) => db.connection().execute((connection) => locked(connection, work, onWaiting)),
  };
}

/** The lock belongs to the connection, so it goes when the process dies. */
async function locked<T>(
  db: Kysely<Database>,
  work: (db: Kysely<Database>) => Promise<T>,
  onWaiting?: (message: string) => void,
): Promise<T> {
  const name = await lockName(db);
  for (let waited = 0; !(await getLock(db, name, waited === 0 ? 1 : sayEverySeconds)); ) {
    if (waited >= migrationLockTimeoutSeconds) {
      throw new MetadataUnavailableError(new Error('another process holds the migration lock'));
    }
    waited += waited === 0 ? 1 : sayEverySeconds;
    onWaiting?.(`waiting for ${await holderOf(db, name)}, which migrates the metadata; ${waited} s so far`);
  }
  try {
    return await work(db);
  } finally {
    await sql`SELECT RELEASE_LOCK(${name})`.execute(db);
  }
}

async function getLock(db: Kysely<Database>, name: string, seconds: number): Promise<boolean> {
  const result = await sql<{ taken: number | null }>`SELECT GET_LOCK(${name}, ${seconds}) AS taken`.execute(
    db,
  );
  return Number(result.rows[0]?.taken) === 1;
}

async function holderOf(db: Kysely<Database>, name: string): Promise<string> {
  const result = await sql<{ id: number | null }>`SELECT IS_USED_LOCK(${name}) AS id`.execute(db);
  const id = result.rows[0]?.id;
  return id == null ? 'another process' : `connection ${id} of the database`;
}

/** Locks are the server's, not the database's, and their names are at most 64 characters. */
async function lockName(db: Kysely<Database>): Promise<string> {
  const current = await sql<{ name: string }>`SELECT DATABASE() AS name`.execute(db);
  const digest = createHash('sha256')
    .update(current.rows[0]?.name ?? '')
    .digest('hex');
  return `analytics_migrations_${digest.slice(0, 32)}`;
}

async function translated<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw translate(error);
  }
}

const constraintKinds: Readonly<Record<number, ConstraintKind>> = {
  1062: 'duplicate',
  1216: 'missing_reference',
  1452: 'missing_reference',
  1048: 'invalid_value',
  1264: 'invalid_value',
  1265: 'invalid_value',
  1366: 'invalid_value',
  1406: 'invalid_value',
  3140: 'invalid_value',
  3819: 'invalid_value',
  4025: 'invalid_value',
};

// Too many connections, shutdown, lock wait, deadlock, killed, read-only after a fail-over.
const passingErrors = new Set([1040, 1053, 1203, 1205, 1213, 1290, 1317, 1836, 1927, 3024]);
// A refused or cut connection, a refused log-in and a missing database are fatal to the connection; the rest is not.
const networkCodes = /^(E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_)|PROTOCOL_|ENOTFOUND)/;

function translate(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const errno = 'errno' in error && typeof error.errno === 'number' ? error.errno : 0;
  const kind = constraintKinds[errno];
  if (kind) return new MetadataConstraintError(kind, error);
  const isFatal = 'fatal' in error && error.fatal === true;
  const code = 'code' in error ? String(error.code) : '';
  return isFatal || passingErrors.has(errno) || networkCodes.test(code)
    ? new MetadataUnavailableError(error)
    : error;
}
