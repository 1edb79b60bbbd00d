import { isWithoutKeeper } from '../cluster/keeper.ts';
import { tellNodes } from '../cluster/tell-nodes.ts';
import { localTable } from '../ddl.ts';
import { identifier, type Sql, sql, toQuery } from '../sql.ts';
import { forgetRows } from '../stored-rows/forget-rows.ts';
import { isGuarded } from '../stored-rows/guarded-tables.ts';
import { type EraseTarget, select } from './statements.ts';

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
  if (!mutation.set && isGuarded(table)) await forgetRows(target, table, mutation.where);
  const { where, set, inBackground } = mutation;
  const change = set ? sql`UPDATE ${set}` : sql`DELETE`;
  const { query, query_params } = toQuery(sql`${change} WHERE ${where}`);
  // A Distributed table has no mutations; the local ones behind it do.
  await tellNodes(target, (ddl) => ({
    query: `ALTER TABLE ${localTable(ddl, table)} ${query}`,
    query_params,
    clickhouse_settings: {
      mutations_sync: inBackground ? '0' : '2',
      ...(target.cluster ? { distributed_ddl_task_timeout: patienceSeconds } : {}),
    },
  }));
}

/**
 * A mutation visits every part, even where nothing is to be done (measured: 20 parts of 45 columns, 2 s).
 * A replica that is asked might not have heard of the rows yet.
 */
async function mayHaveRows(target: EraseTarget, table: string, where: Sql): Promise<boolean> {
  const isReplicated = target.cluster && !(target.connect && (await isWithoutKeeper(target)));
  if (isReplicated) return true;
  const from = sql`${identifier(target.database)}.${identifier(table)}`;
  return (await select(target, sql`SELECT 1 FROM ${from} WHERE ${where} LIMIT 1`)).length > 0;
}
