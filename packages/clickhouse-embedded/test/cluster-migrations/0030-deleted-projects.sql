CREATE TABLE IF NOT EXISTS analytics.deleted_projects_local ON CLUSTER 'gatrix' (
  id String,
  deleted_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') CODEC(ZSTD(1))
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/analytics/deleted_projects_local', '{replica}', deleted_at)
ORDER BY id
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.deleted_projects ON CLUSTER 'gatrix' AS analytics.deleted_projects_local
ENGINE = Distributed('gatrix', 'analytics', 'deleted_projects_local', cityHash64(id));
