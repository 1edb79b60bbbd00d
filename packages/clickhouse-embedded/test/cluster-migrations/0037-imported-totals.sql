CREATE TABLE IF NOT EXISTS analytics.imported_totals_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  source LowCardinality(String),
  breakdown LowCardinality(String),
  day Date,
  dimensions String,
  import_id LowCardinality(String),
  visitors UInt64,
  visits UInt64,
  page_views UInt64,
  events UInt64,
  bounces UInt64,
  visit_seconds UInt64,
  stored_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/analytics/imported_totals_local', '{replica}', stored_at)
ORDER BY (project_id, source, breakdown, day, dimensions)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.imported_totals ON CLUSTER 'gatrix' AS analytics.imported_totals_local
ENGINE = Distributed('gatrix', 'analytics', 'imported_totals_local', cityHash64(project_id));
