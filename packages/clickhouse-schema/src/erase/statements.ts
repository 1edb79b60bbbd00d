import type { ClusterAccess } from '../cluster/access.ts';
import type { InsertTarget } from '../insert-rows.ts';
import { type Sql, type SqlQuery, toQuery } from '../sql.ts';

/** Where stored rows are changed: as DdlTarget, a server or a cluster, with a client that may write. */
export interface EraseTarget extends InsertTarget, ClusterAccess {}

/** Runs a SELECT; large lists travel in the body, where a URL has no room. */
export async function select<Row extends readonly unknown[]>(
  { clickhouse }: InsertTarget,
  statement: Sql,
): Promise<Row[]> {
  const result = await clickhouse.query({
    ...toQuery(statement),
    format: 'JSONCompactEachRow',
    use_multipart_params_auto: true,
  });
  return result.json<Row>();
}

/** For `INSERT INTO table SELECT …`. */
export const insertSelectSettings = {
  async_insert: 0,
  insert_deduplicate: 0,
  distributed_foreground_insert: 1,
} as const;

/** Runs `INSERT INTO table (columns) SELECT …`. Equal states would be taken for the same insert and dropped. */
export async function insertSelect(
  { clickhouse, database }: InsertTarget,
  into: string,
  statement: SqlQuery,
): Promise<void> {
  await clickhouse.command({
    query: `INSERT INTO ${database}.${into}\n${statement.query}`,
    query_params: statement.query_params,
    clickhouse_settings: insertSelectSettings,
  });
}

/** A command's parameters travel in the URL, where ClickHouse takes 128 KiB of one. */
const maxValues = 1_000;
const maxCharacters = 40_000;

/** The values in pieces that fit into one parameter each. */
export function piecesOf(values: readonly string[]): string[][] {
  const pieces: string[][] = [];
  let room = 0;
  for (const value of values) {
    const last = pieces.at(-1);
    const size = value.length + 3;
    if (!last || last.length >= maxValues || room < size) {
      pieces.push([value]);
      room = maxCharacters - size;
    } else {
      last.push(value);
      room -= size;
    }
  }
  return pieces;
}
