ALTER TABLE analytics.sealed_days_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS numbering UInt32;

ALTER TABLE analytics.sealed_days ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS numbering UInt32;

DROP TABLE IF EXISTS analytics.session_days ON CLUSTER 'gatrix' SYNC;

DROP TABLE IF EXISTS analytics.session_days_local ON CLUSTER 'gatrix' SYNC;

DROP TABLE IF EXISTS analytics.activity_slots ON CLUSTER 'gatrix' SYNC;

DROP TABLE IF EXISTS analytics.activity_slots_local ON CLUSTER 'gatrix' SYNC;

DROP TABLE IF EXISTS analytics.page_slots ON CLUSTER 'gatrix' SYNC;

DROP TABLE IF EXISTS analytics.page_slots_local ON CLUSTER 'gatrix' SYNC;

CREATE TABLE IF NOT EXISTS analytics.session_days_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  day Date CODEC(ZSTD(1)),
  seal Int64 CODEC(ZSTD(1)),
  sealed_at DateTime('UTC') CODEC(ZSTD(1)),
  spans_days UInt8 CODEC(ZSTD(1)),
  expires_at DateTime('UTC') CODEC(ZSTD(1)),
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
  referrer String CODEC(ZSTD(3)),
  referrer_name LowCardinality(String),
  referrer_type LowCardinality(String),
  channel LowCardinality(String),
  utm_source LowCardinality(String),
  utm_medium LowCardinality(String),
  utm_campaign LowCardinality(String),
  utm_term LowCardinality(String),
  utm_content LowCardinality(String),
  country LowCardinality(String),
  region LowCardinality(String),
  city LowCardinality(String),
  os LowCardinality(String),
  os_version LowCardinality(String),
  browser LowCardinality(String),
  browser_version LowCardinality(String),
  device LowCardinality(String),
  brand LowCardinality(String),
  model LowCardinality(String)
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/analytics/session_days_local', '{replica}')
PARTITION BY toYYYYMM(day)
ORDER BY (project_id, spans_days, seal, started_at)
TTL expires_at
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.session_days ON CLUSTER 'gatrix' AS analytics.session_days_local
ENGINE = Distributed('gatrix', 'analytics', 'session_days_local', session_hash);

CREATE TABLE IF NOT EXISTS analytics.activity_slots_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  day Date CODEC(ZSTD(1)),
  seal Int64 CODEC(ZSTD(1)),
  sealed_at DateTime('UTC') CODEC(ZSTD(1)),
  spans_days UInt8 CODEC(ZSTD(1)),
  expires_at DateTime('UTC') CODEC(ZSTD(1)),
  slot DateTime('UTC') CODEC(Delta, ZSTD(1)),
  session_hash UInt64,
  device_number UInt32 CODEC(T64, ZSTD(1)),
  events UInt32 CODEC(T64, ZSTD(1)),
  page_views UInt32 CODEC(T64, ZSTD(1)),
  revenue Decimal(18, 6) CODEC(ZSTD(1)),
  starts UInt8 CODEC(ZSTD(1)),
  slots_before UInt8 CODEC(ZSTD(1)),
  is_mixed UInt8 CODEC(ZSTD(1)),
  referrer String CODEC(ZSTD(3)),
  referrer_name LowCardinality(String),
  referrer_type LowCardinality(String),
  channel LowCardinality(String),
  utm_source LowCardinality(String),
  utm_medium LowCardinality(String),
  utm_campaign LowCardinality(String),
  utm_term LowCardinality(String),
  utm_content LowCardinality(String),
  country LowCardinality(String),
  region LowCardinality(String),
  city LowCardinality(String),
  os LowCardinality(String),
  os_version LowCardinality(String),
  browser LowCardinality(String),
  browser_version LowCardinality(String),
  device LowCardinality(String),
  brand LowCardinality(String),
  model LowCardinality(String)
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/analytics/activity_slots_local', '{replica}')
PARTITION BY toYYYYMM(day)
ORDER BY (project_id, spans_days, seal, slot, device_number)
TTL expires_at
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.activity_slots ON CLUSTER 'gatrix' AS analytics.activity_slots_local
ENGINE = Distributed('gatrix', 'analytics', 'activity_slots_local', session_hash);

CREATE TABLE IF NOT EXISTS analytics.page_slots_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  day Date CODEC(ZSTD(1)),
  seal Int64 CODEC(ZSTD(1)),
  sealed_at DateTime('UTC') CODEC(ZSTD(1)),
  spans_days UInt8 CODEC(ZSTD(1)),
  expires_at DateTime('UTC') CODEC(ZSTD(1)),
  path String CODEC(ZSTD(3)),
  slot DateTime('UTC') CODEC(Delta, ZSTD(1)),
  -- Of sessions that span days alone: no other is asked for.
  session_hash UInt64,
  device_number UInt32 CODEC(T64, ZSTD(1)),
  views UInt32 CODEC(T64, ZSTD(1)),
  is_first UInt8 CODEC(ZSTD(1)),
  slots_before UInt8 CODEC(ZSTD(1)),
  durations UInt32 CODEC(T64, ZSTD(1)),
  duration_ms UInt64 CODEC(T64, ZSTD(1))
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/analytics/page_slots_local', '{replica}')
PARTITION BY toYYYYMM(day)
ORDER BY (project_id, spans_days, seal, path, slot, device_number)
TTL expires_at
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.page_slots ON CLUSTER 'gatrix' AS analytics.page_slots_local
ENGINE = Distributed('gatrix', 'analytics', 'page_slots_local', device_number);

CREATE TABLE IF NOT EXISTS analytics.device_numbers_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  numbering UInt32,
  device_hash UInt64,
  number UInt32
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/analytics/device_numbers_local', '{replica}')
ORDER BY (project_id, numbering, device_hash)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.device_numbers ON CLUSTER 'gatrix' AS analytics.device_numbers_local
ENGINE = Distributed('gatrix', 'analytics', 'device_numbers_local', device_hash);

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
ORDER BY (project_id, dimension, seal, value)
TTL expires_at
SETTINGS replicated_deduplication_window = 10000, index_granularity = 128;

CREATE TABLE IF NOT EXISTS analytics.day_totals ON CLUSTER 'gatrix' AS analytics.day_totals_local
ENGINE = Distributed('gatrix', 'analytics', 'day_totals_local', cityHash64(project_id));
