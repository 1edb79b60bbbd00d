import { createTable, type DdlTarget, dropTables, localTable } from '../ddl.ts';

const text = 'LowCardinality(String)';

/**
 * Totals of a value stand side by side for all days, so that those of the few pages shown are found without the others.
 *
 * The table is made anew: days are sealed again after it.
 */
export const totalsByValue = {
  id: '0025-totals-by-value',
  statements: (target: DdlTarget): string[] => {
    const emptied = ['sealed_days', 'day_seams'].map(
      (table) => `TRUNCATE TABLE IF EXISTS ${localTable(target, table)}`,
    );
    return [
      ...emptied,
      ...dropTables(target, ['day_totals']),
      ...createTable(target, {
        name: 'day_totals',
        columns: `  project_id ${text},
  day Date CODEC(ZSTD(1)),
  seal Int64 CODEC(ZSTD(1)),
  sealed_at DateTime('UTC') CODEC(ZSTD(1)),
  expires_at DateTime('UTC') CODEC(ZSTD(1)),
  dimension ${text},
  value String CODEC(ZSTD(3)),
  devices AggregateFunction(groupBitmap, UInt32) CODEC(ZSTD(1)),
  events UInt64 CODEC(T64, ZSTD(1)),
  page_views UInt64 CODEC(T64, ZSTD(1)),
  revenue Decimal(38, 6) CODEC(ZSTD(1)),
  sessions UInt64 CODEC(T64, ZSTD(1)),
  viewed UInt64 CODEC(T64, ZSTD(1)),
  bounced UInt64 CODEC(T64, ZSTD(1)),
  durations UInt64 CODEC(T64, ZSTD(1)),
  duration_ms Int64 CODEC(T64, ZSTD(1))`,
        engine: 'MergeTree',
        partitionBy: 'toYYYYMM(day)',
        orderBy: '(project_id, dimension, value, seal)',
        ttl: 'expires_at',
        // Rows are few and large: more at a time would be read for nothing.
        settings: 'index_granularity = 128',
        shardBy: 'cityHash64(project_id)',
      }),
    ];
  },
};
