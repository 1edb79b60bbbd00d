import { createTable, type DdlTarget } from '../ddl.ts';

const text = 'LowCardinality(String)';

/**
 * What reports ask of whole days, ready: sums and the set of devices by each value of a dimension. Devices have numbers in a
 * row, so that sets of them are small and their union is quick; a number is one device within its `numbering`.
 */
export const dayTotals = {
  id: '0022-day-totals',
  statements: (target: DdlTarget): string[] => [
    ...addNumbering(target),
    ...createTable(target, {
      name: 'device_numbers',
      columns: `  project_id ${text},
  numbering UInt32,
  device_hash UInt64,
  number UInt32`,
      engine: 'MergeTree',
      orderBy: '(project_id, numbering, device_hash)',
      shardBy: 'device_hash',
    }),
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
      orderBy: '(project_id, dimension, seal, value)',
      ttl: 'expires_at',
      // Rows are few and large: more at a time would be read for nothing.
      settings: 'index_granularity = 128',
      shardBy: 'cityHash64(project_id)',
    }),
  ],
};

function addNumbering({ database, cluster }: DdlTarget): string[] {
  const tables = cluster
    ? [
        `${database}.sealed_days_local ON CLUSTER '${cluster}'`,
        `${database}.sealed_days ON CLUSTER '${cluster}'`,
      ]
    : [`${database}.sealed_days`];
  return tables.map((table) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS numbering UInt32`);
}
