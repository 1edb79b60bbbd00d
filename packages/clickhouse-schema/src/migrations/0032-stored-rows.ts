import { createTable, type DdlTarget, localSuffix } from '../ddl.ts';
import { expiresOn, type GuardedTable, guardedTables } from '../stored-rows/guarded-tables.ts';

/**
 * How many rows were stored, kept beside them, so that it is seen where some vanish. `slack`: rows that an erasure may
 * have taken beyond those that it counted.
 */
export const storedRows = {
  id: '0032-stored-rows',
  statements: (target: DdlTarget): string[] => [
    ...createTable(target, {
      name: 'stored_rows',
      columns: `  table_name LowCardinality(String),
  month UInt32,
  expires_on Date,
  rows SimpleAggregateFunction(sum, Int64),
  slack SimpleAggregateFunction(sum, Int64),
  erased_at SimpleAggregateFunction(max, DateTime('UTC'))`,
      engine: 'AggregatingMergeTree',
      orderBy: '(table_name, month, expires_on)',
      shardBy: 'cityHash64(table_name, month)',
    }),
    ...guardedTables.map((table) => countOnce(target, table)),
  ],
};

/** Once, also where this is run again. Where each node is told by itself, it counts its own rows. */
function countOnce(target: DdlTarget, table: GuardedTable): string {
  const { database, withoutKeeper } = target;
  const suffix = withoutKeeper ? localSuffix(target) : '';
  return `INSERT INTO ${database}.stored_rows${suffix} (table_name, month, expires_on, rows)
SELECT '${table}', toYYYYMM(timestamp) AS month, ${expiresOn(table)} AS expires_on, count()
FROM ${database}.${table}${suffix}
WHERE (SELECT count() FROM ${database}.stored_rows${suffix} WHERE table_name = '${table}') = 0
GROUP BY month, expires_on`;
}
