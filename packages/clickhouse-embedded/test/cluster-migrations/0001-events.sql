CREATE TABLE IF NOT EXISTS analytics.events_local ON CLUSTER 'gatrix' (
  id UUID,
  project_id LowCardinality(String),
  name LowCardinality(String),
  device_id String CODEC(ZSTD(1)),
  profile_id String CODEC(ZSTD(1)),
  session_id String CODEC(ZSTD(1)),
  timestamp DateTime64(3, 'UTC') CODEC(T64, ZSTD(1)),
  created_at DateTime64(3, 'UTC') CODEC(T64, ZSTD(1)),
  path String CODEC(ZSTD(3)),
  origin LowCardinality(String),
  hash String CODEC(ZSTD(3)),
  title String CODEC(ZSTD(3)),
  referrer String CODEC(ZSTD(3)),
  referrer_name LowCardinality(String),
  referrer_type LowCardinality(String),
  channel LowCardinality(String),
  utm_source LowCardinality(String),
  utm_medium LowCardinality(String),
  utm_campaign LowCardinality(String),
  utm_term LowCardinality(String),
  utm_content LowCardinality(String),
  click_id_type LowCardinality(String),
  click_id String CODEC(ZSTD(3)),
  country LowCardinality(String),
  region LowCardinality(String),
  city LowCardinality(String) CODEC(ZSTD(1)),
  latitude Nullable(Float32),
  longitude Nullable(Float32),
  os LowCardinality(String),
  os_version LowCardinality(String),
  browser LowCardinality(String),
  browser_version LowCardinality(String),
  device LowCardinality(String),
  brand LowCardinality(String),
  model LowCardinality(String),
  revenue Decimal(18, 6) CODEC(ZSTD(1)),
  groups Array(LowCardinality(String)),
  sdk_name LowCardinality(String),
  sdk_version LowCardinality(String),
  properties Map(LowCardinality(String), String) CODEC(ZSTD(3)),
  properties_number Map(LowCardinality(String), Float64) CODEC(ZSTD(3)),
  properties_bool Map(LowCardinality(String), Bool) CODEC(ZSTD(3)),
  retention_days UInt16
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/analytics/events_local', '{replica}')
PARTITION BY toYYYYMM(timestamp)
ORDER BY (project_id, toDate(timestamp), name, device_id, timestamp)
TTL toDateTime(timestamp) + toIntervalDay(retention_days) DELETE WHERE retention_days > 0
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.events ON CLUSTER 'gatrix' AS analytics.events_local
ENGINE = Distributed('gatrix', 'analytics', 'events_local', cityHash64(if(profile_id != '', profile_id, device_id)));

CREATE TABLE IF NOT EXISTS analytics.sessions_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  session_id String CODEC(ZSTD(1)),
  device_id SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
  profile_id SimpleAggregateFunction(max, String) CODEC(ZSTD(1)),
  started_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  ended_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  page_views AggregateFunction(uniqExact, UInt64) CODEC(ZSTD(1)),
  other_events AggregateFunction(uniqExact, UInt64) CODEC(ZSTD(1)),
  has_custom_event SimpleAggregateFunction(max, UInt8) CODEC(ZSTD(1)),
  revenues AggregateFunction(groupUniqArray, Tuple(UInt64, Decimal(18, 6))) CODEC(ZSTD(1)),
  entry_path AggregateFunction(argMinIf, String, Tuple(DateTime64(3, 'UTC'), UUID), UInt8) CODEC(ZSTD(1)),
  exit_path AggregateFunction(argMaxIf, String, Tuple(DateTime64(3, 'UTC'), UUID), UInt8) CODEC(ZSTD(1)),
  entry AggregateFunction(argMin, Tuple(referrer String, referrer_name String, referrer_type String, channel String, utm_source String, utm_medium String, utm_campaign String, utm_term String, utm_content String, country String, region String, city String, os String, os_version String, browser String, browser_version String, device String, brand String, model String), Tuple(DateTime64(3, 'UTC'), UUID)) CODEC(ZSTD(1)),
  retention_until SimpleAggregateFunction(max, DateTime('UTC')) CODEC(ZSTD(1))
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/analytics/sessions_local', '{replica}')
ORDER BY (project_id, session_id)
TTL retention_until
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.sessions ON CLUSTER 'gatrix' AS analytics.sessions_local
ENGINE = Distributed('gatrix', 'analytics', 'sessions_local', cityHash64(session_id));

CREATE MATERIALIZED VIEW IF NOT EXISTS analytics.sessions_from_events ON CLUSTER 'gatrix' TO analytics.sessions_local AS
SELECT
  project_id,
  session_id,
  any(device_id) AS device_id,
  max(profile_id) AS profile_id,
  min(timestamp) AS started_at,
  max(timestamp) AS ended_at,
  uniqExactStateIf(cityHash64(id), name IN ('screen_view', 'page_view', '$pageview')) AS page_views,
  uniqExactStateIf(cityHash64(id), NOT (name IN ('screen_view', 'page_view', '$pageview'))) AS other_events,
  max(NOT (name IN ('screen_view', 'page_view', '$pageview')) AND name NOT IN ('session_start', 'session_end')) AS has_custom_event,
  groupUniqArrayStateIf((cityHash64(id), revenue), revenue != 0) AS revenues,
  argMinIfState(path, (timestamp, id), name IN ('screen_view', 'page_view', '$pageview')) AS entry_path,
  argMaxIfState(path, (timestamp, id), name IN ('screen_view', 'page_view', '$pageview')) AS exit_path,
  argMinState((toString(referrer), toString(referrer_name), toString(referrer_type), toString(channel), toString(utm_source), toString(utm_medium), toString(utm_campaign), toString(utm_term), toString(utm_content), toString(country), toString(region), toString(city), toString(os), toString(os_version), toString(browser), toString(browser_version), toString(device), toString(brand), toString(model)), (timestamp, id)) AS entry,
  max(if(retention_days > 0, toDateTime(timestamp, 'UTC') + toIntervalDay(retention_days), toDateTime('2106-01-01 00:00:00', 'UTC'))) AS retention_until
FROM analytics.events_local
WHERE session_id != ''
GROUP BY project_id, session_id;

CREATE TABLE IF NOT EXISTS analytics.device_profiles_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  device_id String,
  profile_id_state AggregateFunction(argMax, String, Tuple(DateTime64(3, 'UTC'), UUID))
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/analytics/device_profiles_local', '{replica}')
ORDER BY (project_id, device_id)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.device_profiles ON CLUSTER 'gatrix' AS analytics.device_profiles_local
ENGINE = Distributed('gatrix', 'analytics', 'device_profiles_local', cityHash64(device_id));

CREATE MATERIALIZED VIEW IF NOT EXISTS analytics.device_profiles_from_events ON CLUSTER 'gatrix' TO analytics.device_profiles_local AS
SELECT
  project_id,
  device_id,
  argMaxState(profile_id, (timestamp, id)) AS profile_id_state
FROM analytics.events_local
WHERE profile_id != '' AND device_id != ''
GROUP BY project_id, device_id;

CREATE TABLE IF NOT EXISTS analytics.profile_activity_local ON CLUSTER 'gatrix' (
  project_id LowCardinality(String),
  profile_id String,
  first_seen_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  last_seen_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/analytics/profile_activity_local', '{replica}')
ORDER BY (project_id, profile_id)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.profile_activity ON CLUSTER 'gatrix' AS analytics.profile_activity_local
ENGINE = Distributed('gatrix', 'analytics', 'profile_activity_local', cityHash64(profile_id));

CREATE MATERIALIZED VIEW IF NOT EXISTS analytics.profile_activity_from_events ON CLUSTER 'gatrix' TO analytics.profile_activity_local AS
SELECT
  project_id,
  profile_id,
  min(timestamp) AS first_seen_at,
  max(timestamp) AS last_seen_at
FROM analytics.events_local
WHERE profile_id != ''
GROUP BY project_id, profile_id;
