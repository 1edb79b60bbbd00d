import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { openMysql } from './mysql.ts';
import { openSqlite } from './sqlite.ts';

/** What differs between the two databases; everything else is written once. */
export interface Engine {
  readonly kind: 'mysql' | 'sqlite';
  readonly db: Kysely<Database>;
  /**
   * Runs alone among all processes on this database; `db` is the one connection that holds the lock. `onWaiting` hears
   * every few seconds whom this process waits for.
   */
  readonly alone: <T>(
    work: (db: Kysely<Database>) => Promise<T>,
    onWaiting?: (message: string) => void,
  ) => Promise<T>;
}

/**
 * Opens `mysql://user:password@host:port/database` (or `mariadb://`) or `sqlite:/path/file.db`. Nothing connects
 * before the first query. Throws a TypeError for any other URL.
 */
export function openEngine(url: string): Engine {
  if (/^(mysql|mariadb):\/\//.test(url)) return openMysql(url.replace(/^mariadb:/, 'mysql:'));
  if (url.startsWith('sqlite:')) return openSqlite(url.replace(/^sqlite:(\/\/)?/, ''));
  throw new TypeError('the database URL must begin with mysql://, mariadb:// or sqlite:');
}
