import { createTable, type DdlTarget, dropTables, tablesOf } from '../ddl.ts';
import { sessionFacts } from '../seal/columns.ts';

const text = 'LowCardinality(String)';
const facts = sessionFacts.map((name) => `  ${name} ${name === 'referrer' ? 'String CODEC(ZSTD(3))' : text}`);

/** As in the tables that these take the place of. */
const sealColumns = `  project_id ${text},
  day Date CODEC(ZSTD(1)),
  seal Int64 CODEC(ZSTD(1)),
  sealed_at DateTime('UTC') CODEC(ZSTD(1)),
  spans_days UInt8 CODEC(ZSTD(1)),
  expires_at DateTime('UTC') CODEC(ZSTD(1)),`;

/**
 * What reports ask of whole days, ready: sums and the set of devices by each value of a dimension. Devices have numbers in a
 * row, so that sets of them are small and their union is quick; a number is one device within its `numbering`.
 *
 * The tables with rows of days are made anew: with numbers for hashes, and rows of sessions that span days side by side.
 * Days are sealed again after it.
 */
export const dayTotals = {
  id: '0022-day-totals',
  statements: (target: DdlTarget): string[] => [
    ...tablesOf(target, 'sealed_days').map(
      (table) => `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS numbering UInt32`,
    ),
    ...dropTables(target, ['session_days', 'activity_slots', 'page_slots']),
    ...createTable(target, {
      name: 'session_days',
      columns: `${sealColumns}
  session_hash UInt64,
  device_hash UInt64,
  profile_id String CODEC(ZSTD(1)),
  started_at DateTime64(3, 'UTC') CODEC(T64, ZSTD(1)),
  ended_at DateTime64(3, 'UTC') CODEC(T64, ZSTD(1)),
  page_views UInt32 CODEC(T64, ZSTD(1)),
  other_events UInt32 CODEC(T64, ZSTD(1)),
  has_custom_event UInt8 CODEC(ZSTD(1)),
  ends_with_view UInt8 CODEC(ZSTD(1)),
  is_mixed UInt8 CODEC(ZSTD(1)),
  revenue Decimal(18, 6) CODEC(ZSTD(1)),
  entry_path String CODEC(ZSTD(3)),
  exit_path String CODEC(ZSTD(3)),
${facts.join(',\n')}`,
      engine: 'MergeTree',
      partitionBy: 'toYYYYMM(day)',
      orderBy: '(project_id, spans_days, seal, started_at)',
      ttl: 'expires_at',
      shardBy: 'session_hash',
    }),
    ...createTable(target, {
      name: 'activity_slots',
      columns: `${sealColumns}
  slot DateTime('UTC') CODEC(Delta, ZSTD(1)),
  session_hash UInt64,
  device_number UInt32 CODEC(T64, ZSTD(1)),
  events UInt32 CODEC(T64, ZSTD(1)),
  page_views UInt32 CODEC(T64, ZSTD(1)),
  revenue Decimal(18, 6) CODEC(ZSTD(1)),
  starts UInt8 CODEC(ZSTD(1)),
  slots_before UInt8 CODEC(ZSTD(1)),
  is_mixed UInt8 CODEC(ZSTD(1)),
${facts.join(',\n')}`,
      engine: 'MergeTree',
      partitionBy: 'toYYYYMM(day)',
      orderBy: '(project_id, spans_days, seal, slot, device_number)',
      ttl: 'expires_at',
      shardBy: 'session_hash',
    }),
    ...createTable(target, {
      name: 'page_slots',
      columns: `${sealColumns}
  path String CODEC(ZSTD(3)),
  slot DateTime('UTC') CODEC(Delta, ZSTD(1)),
  -- Of sessions that span days alone: no other is asked for.
  session_hash UInt64,
  device_number UInt32 CODEC(T64, ZSTD(1)),
  views UInt32 CODEC(T64, ZSTD(1)),
  is_first UInt8 CODEC(ZSTD(1)),
  slots_before UInt8 CODEC(ZSTD(1)),
  durations UInt32 CODEC(T64, ZSTD(1)),
  duration_ms UInt64 CODEC(T64, ZSTD(1))`,
      engine: 'MergeTree',
      partitionBy: 'toYYYYMM(day)',
      orderBy: '(project_id, spans_days, seal, path, slot, device_number)',
      ttl: 'expires_at',
      shardBy: 'device_number',
    }),
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
