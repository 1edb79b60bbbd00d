import { createTable, type DdlTarget, localTable } from '../ddl.ts';
import { sessionFacts } from '../seal/columns.ts';

const text = 'LowCardinality(String)';

/**
 * Which seal a row belongs to: a number of its own for each day and run, so that a day sealed anew is other rows.
 * `spans_days`: the row's session was known to have events on other days, too.
 */
const sealColumns = `  project_id ${text},
  day Date CODEC(ZSTD(1)),
  seal Int64 CODEC(ZSTD(1)),
  sealed_at DateTime('UTC') CODEC(ZSTD(1)),
  spans_days UInt8 CODEC(ZSTD(1)),
  expires_at DateTime('UTC') CODEC(ZSTD(1)),`;

/**
 * Days whose events have been summed up, beside the events: `sealed_days` says what a day's events were (count and
 * checksum) when its rows were made; while the events still are those, reports may read the rows in their place.
 */
export const sealedDays = {
  id: '0020-sealed-days',
  statements: (target: DdlTarget): string[] => [
    ...projectionOfDays(target),
    ...createTable(target, {
      name: 'sealed_days',
      columns: `  project_id ${text},
  day Date,
  seal Int64,
  sealed_at DateTime64(3, 'UTC'),
  events UInt64,
  checksum UInt64`,
      engine: 'ReplacingMergeTree(sealed_at)',
      orderBy: '(project_id, day)',
      shardBy: 'cityHash64(project_id)',
    }),
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
${sessionFacts.map((name) => `  ${name} ${name === 'referrer' ? 'String CODEC(ZSTD(3))' : text}`).join(',\n')}`,
      engine: 'MergeTree',
      partitionBy: 'toYYYYMM(day)',
      orderBy: '(project_id, seal, spans_days, started_at)',
      ttl: 'expires_at',
      shardBy: 'session_hash',
    }),
    ...createTable(target, {
      name: 'activity_slots',
      columns: `${sealColumns}
  slot DateTime('UTC') CODEC(Delta, ZSTD(1)),
  session_hash UInt64,
  device_hash UInt64,
  events UInt32 CODEC(T64, ZSTD(1)),
  page_views UInt32 CODEC(T64, ZSTD(1)),
  revenue Decimal(18, 6) CODEC(ZSTD(1)),
  starts UInt8 CODEC(ZSTD(1)),
  slots_before UInt8 CODEC(ZSTD(1)),
  is_mixed UInt8 CODEC(ZSTD(1)),
${sessionFacts.map((name) => `  ${name} ${name === 'referrer' ? 'String CODEC(ZSTD(3))' : text}`).join(',\n')}`,
      engine: 'MergeTree',
      partitionBy: 'toYYYYMM(day)',
      orderBy: '(project_id, seal, spans_days, slot, device_hash)',
      ttl: 'expires_at',
      shardBy: 'device_hash',
    }),
    ...createTable(target, {
      name: 'page_slots',
      columns: `${sealColumns}
  path String CODEC(ZSTD(3)),
  slot DateTime('UTC') CODEC(Delta, ZSTD(1)),
  session_hash UInt64,
  device_hash UInt64,
  views UInt32 CODEC(T64, ZSTD(1)),
  is_first UInt8 CODEC(ZSTD(1)),
  slots_before UInt8 CODEC(ZSTD(1)),
  durations UInt32 CODEC(T64, ZSTD(1)),
  duration_ms UInt64 CODEC(T64, ZSTD(1))`,
      engine: 'MergeTree',
      partitionBy: 'toYYYYMM(day)',
      orderBy: '(project_id, seal, spans_days, path, slot, device_hash)',
      ttl: 'expires_at',
      shardBy: 'device_hash',
    }),
    ...createTable(target, {
      name: 'spanning_sessions',
      columns: `  project_id ${text},
  session_hash UInt64`,
      engine: 'ReplacingMergeTree',
      orderBy: '(project_id, session_hash)',
      shardBy: 'session_hash',
    }),
  ],
};

/** In the part with the rows that it counts, so that it is never behind them and never ahead. */
function projectionOfDays(target: DdlTarget): string[] {
  const table = localTable(target, 'events');
  return [
    `ALTER TABLE ${table} ADD PROJECTION IF NOT EXISTS days (SELECT project_id, toDate(timestamp), count(), sum(cityHash64(id)) GROUP BY project_id, toDate(timestamp))`,
    `ALTER TABLE ${table} MATERIALIZE PROJECTION days`,
  ];
}
