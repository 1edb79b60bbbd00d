import type { InsertTarget } from '../insert-rows.ts';
import { identifier, type Sql, type SqlQuery, sql, toQuery } from '../sql.ts';

/** Where stored rows are changed: as DdlTarget, a server or a cluster, with a client that may write. */
export interface EraseTarget extends InsertTarget {
  /** `CLICKHOUSE_CLUSTER`: the local tables of every shard are changed. */
  readonly cluster?: string | undefined;
}

/** How many seconds a cluster's mutation is waited for; it goes on by itself if it takes longer. */
const patienceSeconds = '600';

export interface Mutation {
  /** The rows that are changed. */
  readonly where: Sql;
  /** `column = …`; without it the rows are deleted. */
  readonly set?: Sql;
  /** Resolves when the change is known everywhere, instead of when it is done everywhere. */
  readonly inBackground?: boolean;
}

/** Deletes or updates rows by rewriting the parts they are in: on disk, too, nothing of them stays. */
export async function mutate(target: EraseTarget, table: string, mutation: Mutation): Promise<void> {
  if (!(await mayHaveRows(target, table, mutation.where))) return;
  await target.clickhouse.command({
    ...mutationOf(target, table, mutation),
    clickhouse_settings: {
      mutations_sync: mutation.inBackground ? '0' : '2',
      ...(target.cluster ? { distributed_ddl_task_timeout: patienceSeconds } : {}),
    },
  });
}

/**
 * A mutation visits every part, even where nothing is to be done (measured: 20 parts of 45 columns, 2 s). On a
 * cluster the replica that is asked might not have heard of the rows yet.
 */
async function mayHaveRows(target: EraseTarget, table: string, where: Sql): Promise<boolean> {
  if (target.cluster) return true;
  const from = sql`${identifier(target.database)}.${identifier(table)}`;
  return (await select(target, sql`SELECT 1 FROM ${from} WHERE ${where} LIMIT 1`)).length > 0;
}

function mutationOf({ database, cluster }: EraseTarget, table: string, { where, set }: Mutation): SqlQuery {
  const change = set ? sql`UPDATE ${set}` : sql`DELETE`;
  const { query, query_params } = toQuery(sql`${change} WHERE ${where}`);
  // A Distributed table has no mutations; the local ones behind it do.
  const name = cluster ? `${database}.${table}_local ON CLUSTER '${cluster}'` : `${database}.${table}`;
  return { query: `ALTER TABLE ${name} ${query}`, query_params };
}

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

/** Runs `INSERT INTO table (columns) SELECT …`. Equal states would be taken for the same insert and dropped. */
export async function insertSelect(
  { clickhouse, database }: InsertTarget,
  into: string,
  statement: SqlQuery,
): Promise<void> {
  await clickhouse.command({
    query: `INSERT INTO ${database}.${into}\n${statement.query}`,
    query_params: statement.query_params,
    clickhouse_settings: { async_insert: 0, insert_deduplicate: 0, distributed_foreground_insert: 1 },
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
