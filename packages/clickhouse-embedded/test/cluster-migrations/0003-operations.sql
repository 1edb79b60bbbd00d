CREATE TABLE IF NOT EXISTS analytics.events_bots_local ON CLUSTER 'gatrix' (
  id UUID,
  project_id LowCardinality(String),
  name LowCardinality(String),
  bot_name LowCardinality(String),
  timestamp DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  created_at DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  path String CODEC(ZSTD(3)),
  referrer String CODEC(ZSTD(3)),
  country LowCardinality(String),
  user_agent LowCardinality(String)
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/analytics/events_bots_local', '{replica}')
PARTITION BY toYYYYMM(timestamp)
ORDER BY (project_id, toDate(timestamp), name, timestamp)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.events_bots ON CLUSTER 'gatrix' AS analytics.events_bots_local
ENGINE = Distributed('gatrix', 'analytics', 'events_bots_local', cityHash64(id));

CREATE TABLE IF NOT EXISTS analytics.ingest_counters_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  minute DateTime('UTC'),
  kind LowCardinality(String),
  reason LowCardinality(String),
  count UInt64
)
ENGINE = ReplicatedSummingMergeTree('/clickhouse/tables/{shard}/analytics/ingest_counters_local', '{replica}', count)
PARTITION BY toYYYYMM(minute)
ORDER BY (project_id, minute, kind, reason)
TTL minute + toIntervalDay(90)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.ingest_counters ON CLUSTER 'gatrix' AS analytics.ingest_counters_local
ENGINE = Distributed('gatrix', 'analytics', 'ingest_counters_local', cityHash64(project_id));
