import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';

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
