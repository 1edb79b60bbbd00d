import type { InsertTarget } from './insert-rows.ts';
import { identifier, param, sql, toQuery } from './sql.ts';

/** A part of a table whose rows cannot be read, wholly or in part. */
export interface Damage {
  readonly table: string;
  readonly part: string;
  readonly problem: string;
}

/** What ClickHouse has put aside because it could not be read. */
export async function detachedParts({ clickhouse, database }: InsertTarget): Promise<Damage[]> {
  const { query, query_params } =
    toQuery(sql`SELECT table, name AS part, concat('put aside: ', reason) AS problem
FROM system.detached_parts
WHERE database = ${param.string(database)} AND (startsWith(reason, 'broken') OR reason IN ('unexpected', 'covered-by-broken'))
ORDER BY table, part`);
  const result = await clickhouse.query({ query, query_params, format: 'JSONEachRow' });
  return result.json<Damage>();
}

/** Reads every part, and holds it to its checksums: on one thread, because that may be all there is on the disk. */
export async function unreadableParts({ clickhouse, database }: InsertTarget): Promise<Damage[]> {
  const { query, query_params } = toQuery(
    sql`SELECT name FROM system.tables WHERE database = ${param.string(database)} AND engine LIKE '%MergeTree' ORDER BY name`,
  );
  const tables = await (await clickhouse.query({ query, query_params, format: 'JSONEachRow' })).json<{
    name: string;
  }>();
  const damages: Damage[] = [];
  for (const { name } of tables) {
    const check = toQuery(sql`CHECK TABLE ${identifier(database)}.${identifier(name)}`);
    const result = await clickhouse.query({
      query: `${check.query} SETTINGS check_query_single_value_result = 0, max_threads = 1`,
      format: 'JSONEachRow',
    });
    for (const { part_path, is_passed, message } of await result.json<CheckedPart>())
      if (Number(is_passed) === 0) damages.push({ table: name, part: part_path, problem: message });
  }
  return damages;
}

interface CheckedPart {
  readonly part_path: string;
  readonly is_passed: number | boolean;
  readonly message: string;
}
