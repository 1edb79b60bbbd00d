TRUNCATE TABLE IF EXISTS analytics.sealed_days_local ON CLUSTER 'gatrix';

TRUNCATE TABLE IF EXISTS analytics.day_seams_local ON CLUSTER 'gatrix';

DROP TABLE IF EXISTS analytics.day_totals ON CLUSTER 'gatrix' SYNC;

DROP TABLE IF EXISTS analytics.day_totals_local ON CLUSTER 'gatrix' SYNC;

CREATE TABLE IF NOT EXISTS analytics.day_totals_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  day Date CODEC(ZSTD(1)),
  seal Int64 CODEC(ZSTD(1)),
  sealed_at DateTime('UTC') CODEC(ZSTD(1)),
  expires_at DateTime('UTC') CODEC(ZSTD(1)),
  dimension LowCardinality(String),
  value String CODEC(ZSTD(3)),
  devices AggregateFunction(groupBitmap, UInt32) CODEC(ZSTD(1)),
  events UInt64 CODEC(T64, ZSTD(1)),
  page_views UInt64 CODEC(T64, ZSTD(1)),
  revenue Decimal(38, 6) CODEC(ZSTD(1)),
  sessions UInt64 CODEC(T64, ZSTD(1)),
  viewed UInt64 CODEC(T64, ZSTD(1)),
  bounced UInt64 CODEC(T64, ZSTD(1)),
  durations UInt64 CODEC(T64, ZSTD(1)),
  duration_ms Int64 CODEC(T64, ZSTD(1))
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/analytics/day_totals_local', '{replica}')
PARTITION BY toYYYYMM(day)
ORDER BY (project_id, dimension, value, seal)
TTL expires_at
SETTINGS replicated_deduplication_window = 10000, index_granularity = 128;

CREATE TABLE IF NOT EXISTS analytics.day_totals ON CLUSTER 'gatrix' AS analytics.day_totals_local
ENGINE = Distributed('gatrix', 'analytics', 'day_totals_local', cityHash64(project_id));
