CREATE TABLE IF NOT EXISTS analytics.day_seams_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  -- The first of the two.
  day Date,
  seal_before Int64,
  seal_after Int64,
  totals_before Int64,
  totals_after Int64,
  sessions Array(UInt64),
  sealed_at DateTime64(3, 'UTC')
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/analytics/day_seams_local', '{replica}', sealed_at)
ORDER BY (project_id, day, seal_before, seal_after)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.day_seams ON CLUSTER 'gatrix' AS analytics.day_seams_local
ENGINE = Distributed('gatrix', 'analytics', 'day_seams_local', cityHash64(project_id));
