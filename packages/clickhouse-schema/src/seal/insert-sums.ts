import { insertSelectSettings } from '../erase/statements.ts';
import type { InsertTarget } from '../insert-rows.ts';
import { type Sql, toQuery } from '../sql.ts';

/** Sealing takes its time without taking the server: it spills where its sums grow large. */
const settings = {
  ...insertSelectSettings,
  distributed_product_mode: 'global',
  max_bytes_before_external_group_by: String(1024 ** 3),
  max_bytes_before_external_sort: String(1024 ** 3),
  max_partitions_per_insert_block: '0',
} as const;

/** Runs `INSERT INTO table (columns) SELECT …`. */
export async function insertSums(
  { clickhouse, database }: InsertTarget,
  into: string,
  rows: Sql,
): Promise<void> {
  const { query, query_params } = toQuery(rows);
  await clickhouse.command({
    query: `INSERT INTO ${database}.${into}\n${query}`,
    query_params,
    clickhouse_settings: settings,
  });
}
