import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SqliteDatabase } from 'kysely';
import Libsql from 'libsql';

/**
 * Opens a database file for kysely; it is made together with its directory. `:memory:` is a database of its own.
 *
 * A statement that finds the file locked stays half-run in libsql until it is collected as garbage, and until then
 * no transaction can be committed. Only `exec` cleans up, so locks are only ever taken by an `exec`.
 */
export function openSqliteFile(path: string): SqliteDatabase {
  const database = connect(path);

  const alone = <T>(write: () => T): T => {
    database.exec('begin immediate');
    try {
      const result = write();
      database.exec('commit');
      return result;
    } catch (error) {
      if (database.inTransaction) database.exec('rollback');
      throw error;
    }
  };

  return {
    close: () => void database.close(),
    prepare: (text) => {
      if (/^(begin|commit|rollback)\b/i.test(text)) return control(() => void database.exec(text));
      const statement = database.prepare(text);
      return {
        reader: statement.reader,
        all: (parameters) => statement.all([...parameters]),
        iterate: (parameters) => statement.iterate([...parameters]),
        run: (parameters) =>
          database.inTransaction
            ? statement.run([...parameters])
            : alone(() => statement.run([...parameters])),
      };
    },
  };
}

function connect(path: string) {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  // TRICKY: no busy timeout. SQLite would wait by blocking this thread, which may be the one that has to finish the
  // other transaction; the engine tries again instead.
  const database = new Libsql(path, { timeout: 0 });
  try {
    database.exec('pragma journal_mode = WAL; pragma synchronous = FULL; pragma foreign_keys = ON');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function control(run: () => void): ReturnType<SqliteDatabase['prepare']> {
  return {
    reader: false,
    all: () => [],
    iterate: () => [][Symbol.iterator](),
    run: () => {
      run();
      return { changes: 0, lastInsertRowid: 0 };
    },
  };
}
