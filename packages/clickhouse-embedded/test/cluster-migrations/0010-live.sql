ALTER TABLE analytics.events_local ON CLUSTER 'gatrix' ADD INDEX IF NOT EXISTS created_at_range created_at TYPE minmax GRANULARITY 1;

ALTER TABLE analytics.events_local ON CLUSTER 'gatrix' MATERIALIZE INDEX created_at_range;
