import { identifier, joinSql, param, sql } from '../sql.ts';
import { type EraseTarget, piecesOf, select } from './statements.ts';

/** Where messages go, and when they came in. */
const arrivals = [
  { table: 'events', at: sql`created_at` },
  { table: 'events_bots', at: sql`created_at` },
  { table: 'profile_changes', at: sql`created_at` },
  { table: 'groups', at: sql`created_at` },
  { table: 'ingest_counters', at: sql`minute` },
] as const;

/** A project whose messages came in later than this after it was deleted was made again by hand. */
const lastArrivalSeconds = 3_600;

/** Notes that a project is deleted, so that what comes in of it later is found. */
export async function noteDeleted({ clickhouse, database }: EraseTarget, projectId: string): Promise<void> {
  await clickhouse.insert({
    table: `${database}.deleted_projects`,
    columns: ['id'],
    values: [[projectId]],
    format: 'JSONCompactEachRow',
    clickhouse_settings: { async_insert: 0, distributed_foreground_insert: 1 },
  });
}

/** The deleted projects of which something was stored after they were erased. */
export async function projectsToErase(target: EraseTarget): Promise<string[]> {
  const database = identifier(target.database);
  const deleted = await select<[string, number | string]>(
    target,
    sql`SELECT id, toUnixTimestamp64Milli(max(deleted_at)) FROM ${database}.deleted_projects GROUP BY id`,
  );
  const deletedAt = new Map(deleted.map(([id, at]) => [id, Number(at)]));
  const due: string[] = [];
  for (const ids of piecesOf([...deletedAt.keys()])) {
    const newest = arrivals.map(
      ({ table, at }) =>
        sql`SELECT project_id, max(toUnixTimestamp(${at})) AS at FROM ${database}.${identifier(table)} WHERE project_id IN ${param.strings(ids)} GROUP BY project_id`,
    );
    const rows = await select<[string, number | string]>(
      target,
      sql`SELECT project_id, max(at) FROM (${joinSql(newest, sql` UNION ALL `)}) GROUP BY project_id`,
    );
    for (const [id, at] of rows)
      if (Number(at) <= (deletedAt.get(id) ?? 0) / 1_000 + lastArrivalSeconds) due.push(id);
  }
  return due;
}
