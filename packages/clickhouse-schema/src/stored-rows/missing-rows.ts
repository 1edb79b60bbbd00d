import { type EraseTarget, select } from '../erase/statements.ts';
import { identifier, param, sql } from '../sql.ts';
import { guardedTables, never } from './guarded-tables.ts';

/** A month of a table that has fewer rows than were stored. */
export interface MissingRows {
  readonly table: string;
  readonly month: number;
  readonly rows: number;
}

interface Guarded {
  readonly rows: number;
  readonly slack: number;
  /** Seconds since an erasure ended, or broke off, at the least. */
  readonly quietSeconds: number;
}

/** Workers have written down by then what came in during an erasure. */
const settledSeconds = 300;

/**
 * The months that lack rows. What an erasure took beyond what it counted is settled on the way, once it is over: it is
 * never more than the slack that the erasure noted.
 */
export async function missingRows(target: EraseTarget): Promise<MissingRows[]> {
  // Rows may come and go meanwhile: what is missing now was to be there before and behind.
  const before = await guardedRows(target);
  const actual = await actualRows(target);
  const behind = await guardedRows(target);
  const missing: MissingRows[] = [];
  for (const [key, { rows, slack, quietSeconds }] of before) {
    const [table = '', month = ''] = key.split(' ');
    const lacks = Math.min(rows, behind.get(key)?.rows ?? 0) - (actual.get(key) ?? 0);
    const isSettled = slack > 0 && quietSeconds > settledSeconds;
    if (isSettled) await correct(target, table, Number(month), Math.max(0, Math.min(lacks, slack)), slack);
    if (lacks > slack) missing.push({ table, month: Number(month), rows: isSettled ? lacks - slack : lacks });
  }
  return missing.sort((a, b) => a.table.localeCompare(b.table) || a.month - b.month);
}

/** Counts from what is there: for who has done all that can be done. Gives what was missing. */
export async function acceptMissingRows(target: EraseTarget): Promise<MissingRows[]> {
  const missing = await missingRows(target);
  for (const { table, month, rows } of missing) await correct(target, table, month, rows, 0);
  return missing;
}

/** How many rows are to be there at the least, by table and month. */
async function guardedRows(target: EraseTarget): Promise<ReadonlyMap<string, Guarded>> {
  const rows = await select<[string, number, string | number, string | number, string | number]>(
    target,
    sql`SELECT table_name, month, sumIf(rows, expires_on > toDate(now('UTC'))), sum(slack), dateDiff('second', max(erased_at), now('UTC'))
FROM ${identifier(target.database)}.stored_rows GROUP BY table_name, month`,
  );
  return new Map(
    rows.map(([table, month, count, slack, quiet]) => [
      `${table} ${month}`,
      { rows: Number(count), slack: Number(slack), quietSeconds: Number(quiet) },
    ]),
  );
}

/** By the parts' own counts; on a cluster by those of all shards. */
async function actualRows(target: EraseTarget): Promise<ReadonlyMap<string, number>> {
  const counts: [string, string | number, string | number][] = [];
  if (target.cluster === undefined) {
    const names = guardedTables.map((table) => table as string);
    counts.push(
      ...(await select<[string, string, string | number]>(
        target,
        sql`SELECT table, partition, sum(rows) FROM system.parts
WHERE database = ${param.string(target.database)} AND table IN ${param.strings(names)} AND active GROUP BY table, partition`,
      )),
    );
  } else {
    for (const table of guardedTables) {
      const byMonth = sql`SELECT ${param.string(table)}, toYYYYMM(timestamp) AS month, count() FROM ${identifier(target.database)}.${identifier(table)} GROUP BY month`;
      counts.push(...(await select<[string, string | number, string | number]>(target, byMonth)));
    }
  }
  return new Map(counts.map(([table, month, rows]) => [`${table} ${month}`, Number(rows)]));
}

async function correct(
  { clickhouse, database }: EraseTarget,
  table: string,
  month: number,
  rows: number,
  slack: number,
): Promise<void> {
  await clickhouse.insert({
    table: `${database}.stored_rows`,
    columns: ['table_name', 'month', 'expires_on', 'rows', 'slack'],
    values: [[table, month, never, -rows, -slack]],
    format: 'JSONCompactEachRow',
    // Two equal corrections are two.
    clickhouse_settings: { async_insert: 0, insert_deduplicate: 0, distributed_foreground_insert: 1 },
  });
}
