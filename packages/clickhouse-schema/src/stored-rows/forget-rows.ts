import type { EraseTarget } from '../erase/statements.ts';
import { insertSelect } from '../erase/statements.ts';
import { identifier, param, type Sql, sql, toQuery } from '../sql.ts';
import { expiresOn, type GuardedTable } from './guarded-tables.ts';

/** Rows that may come in between the count of what is to be erased, and the erasing. */
const arrivingRows = 1_000;

const columns = 'stored_rows (table_name, month, expires_on, rows, slack, erased_at)';

/**
 * Takes rows that are about to be deleted out of the count, before they are: should the deleting fail, some rows are
 * not guarded any more, and none is missed wrongly.
 */
export async function forgetRows(target: EraseTarget, table: GuardedTable, where: Sql): Promise<void> {
  await note(target, table, {
    where,
    expires: expiresOn(table),
    rows: '-toInt64(count())',
    slack: `toInt64(count()) + ${arrivingRows}`,
  });
}

/** Notes that rows may be gone by `days` after their time, where that is earlier than it was. */
export async function shortenGuard(target: EraseTarget, where: Sql, days: number): Promise<void> {
  if (days === 0) return;
  const sooner = sql`${where} AND (retention_days = 0 OR retention_days > ${param.limit(days)})`;
  const was = { where: sooner, slack: '0' };
  // With those that come in until the change is made.
  await note(target, 'events', {
    ...was,
    expires: expiresOn('events'),
    rows: `-toInt64(count()) - ${arrivingRows}`,
  });
  const expires = `toDate(timestamp) + toIntervalDay(${Math.trunc(days)})`;
  await note(target, 'events', { ...was, expires, rows: 'toInt64(count())' });
}

interface Note {
  readonly where: Sql;
  readonly expires: string;
  readonly rows: string;
  readonly slack: string;
}

async function note(target: EraseTarget, table: GuardedTable, { where, ...texts }: Note): Promise<void> {
  const from = sql`${identifier(target.database)}.${identifier(table)} WHERE ${where}`;
  const { query, query_params } = toQuery(from);
  await insertSelect(target, columns, {
    query: `SELECT '${table}', toYYYYMM(timestamp) AS month, ${texts.expires} AS expires_on, ${texts.rows}, ${texts.slack}, now('UTC')
FROM ${query} GROUP BY month, expires_on`,
    query_params,
  });
}
