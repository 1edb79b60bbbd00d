ALTER TABLE analytics.events_bots_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS import_id LowCardinality(String) DEFAULT '';

ALTER TABLE analytics.events_bots ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS import_id LowCardinality(String) DEFAULT '';

ALTER TABLE analytics.profile_changes_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS import_id LowCardinality(String) DEFAULT '';

ALTER TABLE analytics.profile_changes ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS import_id LowCardinality(String) DEFAULT '';

ALTER TABLE analytics.groups_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS import_id LowCardinality(String) DEFAULT '';

ALTER TABLE analytics.groups ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS import_id LowCardinality(String) DEFAULT '';

CREATE TABLE IF NOT EXISTS analytics.undone_imports_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  import_id String,
  undone_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/analytics/undone_imports_local', '{replica}', undone_at)
ORDER BY (project_id, import_id)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.undone_imports ON CLUSTER 'gatrix' AS analytics.undone_imports_local
ENGINE = Distributed('gatrix', 'analytics', 'undone_imports_local', cityHash64(project_id));
