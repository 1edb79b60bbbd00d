CREATE TABLE IF NOT EXISTS analytics.stored_rows_local ON CLUSTER 'gatrix' (
  table_name LowCardinality(String),
  month UInt32,
  expires_on Date,
  rows SimpleAggregateFunction(sum, Int64),
  slack SimpleAggregateFunction(sum, Int64),
  erased_at SimpleAggregateFunction(max, DateTime('UTC'))
)
ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/analytics/stored_rows_local', '{replica}')
ORDER BY (table_name, month, expires_on)
SETTINGS replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS analytics.stored_rows ON CLUSTER 'gatrix' AS analytics.stored_rows_local
ENGINE = Distributed('gatrix', 'analytics', 'stored_rows_local', cityHash64(table_name, month));

INSERT INTO analytics.stored_rows (table_name, month, expires_on, rows)
SELECT 'events', toYYYYMM(timestamp) AS month, if(retention_days = 0, toDate('2149-06-06'), toDate(timestamp) + toIntervalDay(retention_days)) AS expires_on, count()
FROM analytics.events
WHERE (SELECT count() FROM analytics.stored_rows WHERE table_name = 'events') = 0
GROUP BY month, expires_on;

INSERT INTO analytics.stored_rows (table_name, month, expires_on, rows)
SELECT 'events_bots', toYYYYMM(timestamp) AS month, toDate('2149-06-06') AS expires_on, count()
FROM analytics.events_bots
WHERE (SELECT count() FROM analytics.stored_rows WHERE table_name = 'events_bots') = 0
GROUP BY month, expires_on;

INSERT INTO analytics.stored_rows (table_name, month, expires_on, rows)
SELECT 'profile_changes', toYYYYMM(timestamp) AS month, toDate('2149-06-06') AS expires_on, count()
FROM analytics.profile_changes
WHERE (SELECT count() FROM analytics.stored_rows WHERE table_name = 'profile_changes') = 0
GROUP BY month, expires_on;
