import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { instantText } from './columns.ts';
import type { Database } from './database.ts';
import { isDuplicate } from './errors.ts';

const dayMs = 86_400_000;

export interface Salts {
  /**
   * The 32 random bytes of a UTC day (`YYYY-MM-DD`), the same on every instance; made by whoever asks first.
   * Undefined for a day that began 48 hours ago or earlier, whose salt is gone, and for one that is not near.
   */
  forDay(day: string): Promise<Buffer | undefined>;
  /** Drops the salts of the days before this one, here and in the database. Resolves with how many those were. */
  prune(beforeDay: string): Promise<number>;
}

export function createSalts(db: Kysely<Database>, now: () => number): Salts {
  const saltsByDay = new Map<string, Promise<Buffer>>();

  const prune = async (beforeDay: string) => {
    for (const day of saltsByDay.keys()) if (day < beforeDay) saltsByDay.delete(day);
    const result = await db.deleteFrom('analytics_salts').where('day', '<', beforeDay).executeTakeFirst();
    return Number(result.numDeletedRows);
  };

  const load = async (day: string): Promise<Buffer> => {
    // A new day is when an old salt's time is up, also where nobody calls `prune`.
    await prune(oldestDay(now()));
    return (await read(db, day)) ?? (await make(db, day, now()));
  };

  return {
    prune,
    forDay: (day) => {
      const time = now();
      if (day < oldestDay(time) || day > dayOf(time + dayMs)) return Promise.resolve(undefined);
      const existing = saltsByDay.get(day);
      if (existing) return existing;
      const salt = load(day);
      saltsByDay.set(day, salt);
      salt.catch(() => saltsByDay.delete(day));
      return salt;
    },
  };
}

async function make(db: Kysely<Database>, day: string, time: number): Promise<Buffer> {
  const row = { day, salt: randomBytes(32).toString('hex'), created_at: instantText(time) };
  try {
    await db.insertInto('analytics_salts').values(row).execute();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  const salt = await read(db, day);
  if (!salt) throw new Error(`the salt of ${day} was dropped while it was made`);
  return salt;
}

async function read(db: Kysely<Database>, day: string): Promise<Buffer | undefined> {
  const row = await db.selectFrom('analytics_salts').select('salt').where('day', '=', day).executeTakeFirst();
  return row && Buffer.from(row.salt, 'hex');
}

/** Yesterday: a day's salt serves that day and the next, and then its 48 hours are over. */
function oldestDay(time: number): string {
  return dayOf(time - dayMs);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
