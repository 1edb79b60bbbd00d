import { randomUUID } from 'node:crypto';
import type { InsertTarget } from '../insert-rows.ts';
import { type GuardedTable, guardedTables, never } from './guarded-tables.ts';

/** What is noted of a row. `retentionDays`: 0 keeps for ever. */
export interface NotedRow {
  readonly timestamp: number;
  readonly retentionDays: number;
}

export interface RowNotes {
  /** Rows that are stored, each for the first time. */
  add(rows: Readonly<Record<GuardedTable, readonly NotedRow[]>>): void;
  /** Writes down what was added; where that fails, with the next call. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** What a killed process did not write down yet is not guarded; it is never taken for missing. */
const everyMs = 30_000;
const dayMs = 86_400_000;

interface Write {
  readonly token: string;
  readonly counts: ReadonlyMap<string, number>;
}

/** Counts the rows that are stored, in `stored_rows`, a while after they are. */
export function createRowNotes(target: InsertTarget, onError: (error: unknown) => void): RowNotes {
  let counts = new Map<string, number>();
  /** Tried again under its token: the first attempt may have come through. */
  let unwritten: Write | undefined;
  let flushing = Promise.resolve();

  const write = async () => {
    while (unwritten || counts.size > 0) {
      if (!unwritten) {
        unwritten = { token: randomUUID(), counts };
        counts = new Map();
      }
      await insert(target, unwritten);
      unwritten = undefined;
    }
  };
  const flush = () => {
    flushing = flushing.then(write).catch(onError);
    return flushing;
  };
  const timer = setInterval(() => void flush(), everyMs);
  timer.unref();
  return {
    add(rows) {
      for (const table of guardedTables) {
        for (const [key, count] of countRows(table, rows[table]))
          counts.set(key, (counts.get(key) ?? 0) + count);
      }
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

/** How many there are by table, month and the day on which they expire. */
function countRows(table: GuardedTable, rows: readonly NotedRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  let [key, day, days] = ['', Number.NaN, 0];
  let count = 0;
  for (const { timestamp, retentionDays } of rows) {
    const ownDay = Math.floor(timestamp / dayMs);
    // Neighbours mostly count as the same, and making a key costs more than comparing.
    if (ownDay !== day || retentionDays !== days) {
      if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count);
      [day, days, count] = [ownDay, retentionDays, 0];
      key = `${table} ${monthOf(timestamp)} ${days === 0 ? never : dayOf(timestamp + days * dayMs)}`;
    }
    count += 1;
  }
  if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count);
  return counts;
}

async function insert({ clickhouse, database }: InsertTarget, { token, counts }: Write): Promise<void> {
  await clickhouse.insert({
    table: `${database}.stored_rows`,
    columns: ['table_name', 'month', 'expires_on', 'rows'],
    values: [...counts].map(([key, rows]) => {
      const [table = '', month, day] = key.split(' ');
      return [table, Number(month), day, rows];
    }),
    format: 'JSONCompactEachRow',
    clickhouse_settings: {
      async_insert: 0,
      insert_deduplicate: 1,
      insert_deduplication_token: token,
      distributed_foreground_insert: 1,
    },
  });
}

function monthOf(timestamp: number): number {
  const date = new Date(timestamp);
  return date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
}

function dayOf(timestamp: number): string {
  return new Date(timestamp).toISOString().slice(0, 10);
}
