CREATE TABLE IF NOT EXISTS analytics.displaced_ids_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  id UUID,
  timestamp DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  told_at DateTime64(3, 'UTC') CODEC(ZSTD(1)),
  retention_days UInt16
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/analytics/displaced_ids_local', '{replica}')
ORDER BY (project_id, id)
TTL toDateTime(timestamp) + toIntervalDay(retention_days) DELETE WHERE retention_days > 0
SETTINGS replicated_deduplication_window = 10000, index_granularity = 512, min_compress_block_size = 8192;

CREATE TABLE IF NOT EXISTS analytics.displaced_ids ON CLUSTER 'gatrix' AS analytics.displaced_ids_local
ENGINE = Distributed('gatrix', 'analytics', 'displaced_ids_local', cityHash64(id));
