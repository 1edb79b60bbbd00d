import type { Engine } from './engine.ts';
import { openMysql } from './mysql.ts';
import { openSqlite } from './sqlite.ts';

/**
 * Opens `mysql://user:password@host:port/database` (or `mariadb://`) or `sqlite:/path/file.db`. Nothing connects
 * before the first query. Throws a TypeError for any other URL.
 */
export function openEngine(url: string): Engine {
  if (/^(mysql|mariadb):\/\//.test(url)) return openMysql(url.replace(/^mariadb:/, 'mysql:'));
  if (url.startsWith('sqlite:')) return openSqlite(url.replace(/^sqlite:(\/\/)?/, ''));
  throw new TypeError('the database URL must begin with mysql://, mariadb:// or sqlite:');
}
