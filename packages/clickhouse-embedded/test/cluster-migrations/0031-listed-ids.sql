CREATE TABLE IF NOT EXISTS analytics.listed_ids_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  list_id String,
  id String
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/analytics/listed_ids_local', '{replica}')
ORDER BY (project_id, list_id, id)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.listed_ids ON CLUSTER 'gatrix' AS analytics.listed_ids_local
ENGINE = Distributed('gatrix', 'analytics', 'listed_ids_local', cityHash64(id));
