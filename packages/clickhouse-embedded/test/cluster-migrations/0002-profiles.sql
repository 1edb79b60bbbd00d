CREATE TABLE IF NOT EXISTS analytics.profile_changes_local ON CLUSTER 'gatrix' (
  id UUID,
  project_id LowCardinality(String),
  profile_id String,
  device_id String,
  kind LowCardinality(String),
  timestamp DateTime64(3, 'UTC'),
  created_at DateTime64(3, 'UTC'),
  traits String CODEC(ZSTD(3)),
  alias String,
  property LowCardinality(String),
  amount Float64,
  groups Array(String)
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/analytics/profile_changes_local', '{replica}')
PARTITION BY toYYYYMM(timestamp)
ORDER BY (project_id, profile_id, timestamp, id)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.profile_changes ON CLUSTER 'gatrix' AS analytics.profile_changes_local
ENGINE = Distributed('gatrix', 'analytics', 'profile_changes_local', cityHash64(profile_id));

CREATE MATERIALIZED VIEW IF NOT EXISTS analytics.device_profiles_from_changes ON CLUSTER 'gatrix' TO analytics.device_profiles_local AS
SELECT
  project_id,
  device_id,
  argMaxState(profile_id, (timestamp, id)) AS profile_id_state
FROM analytics.profile_changes_local
WHERE profile_id != '' AND device_id != ''
GROUP BY project_id, device_id;

CREATE MATERIALIZED VIEW IF NOT EXISTS analytics.profile_activity_from_changes ON CLUSTER 'gatrix' TO analytics.profile_activity_local AS
SELECT
  project_id,
  profile_id,
  min(timestamp) AS first_seen_at,
  max(timestamp) AS last_seen_at
FROM analytics.profile_changes_local
WHERE profile_id != ''
GROUP BY project_id, profile_id;

CREATE TABLE IF NOT EXISTS analytics.profiles_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  profile_id String,
  first_name String,
  last_name String,
  email String,
  avatar String,
  properties String CODEC(ZSTD(3)),
  aliases Array(String),
  device_ids Array(String),
  groups Array(String),
  first_seen_at DateTime64(3, 'UTC'),
  last_seen_at DateTime64(3, 'UTC'),
  version UInt64
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/analytics/profiles_local', '{replica}', version)
ORDER BY (project_id, profile_id)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.profiles ON CLUSTER 'gatrix' AS analytics.profiles_local
ENGINE = Distributed('gatrix', 'analytics', 'profiles_local', cityHash64(profile_id));

CREATE TABLE IF NOT EXISTS analytics.groups_local ON CLUSTER 'gatrix' (
  id UUID,
  project_id LowCardinality(String),
  group_id String,
  type LowCardinality(String),
  name String,
  properties String CODEC(ZSTD(3)),
  timestamp DateTime64(3, 'UTC'),
  created_at DateTime64(3, 'UTC')
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/analytics/groups_local', '{replica}', timestamp)
ORDER BY (project_id, group_id)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.groups ON CLUSTER 'gatrix' AS analytics.groups_local
ENGINE = Distributed('gatrix', 'analytics', 'groups_local', cityHash64(group_id));
