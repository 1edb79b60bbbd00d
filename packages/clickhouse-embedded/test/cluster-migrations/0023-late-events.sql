ALTER TABLE analytics.sealed_days_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS cut DateTime('UTC');

ALTER TABLE analytics.sealed_days ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS cut DateTime('UTC');

ALTER TABLE analytics.events_local ON CLUSTER 'gatrix' DROP PROJECTION IF EXISTS days;

ALTER TABLE analytics.events_local ON CLUSTER 'gatrix' ADD PROJECTION IF NOT EXISTS arrivals (SELECT project_id, toDate(timestamp), toStartOfFifteenMinutes(created_at), count(), sum(cityHash64(id)) GROUP BY project_id, toDate(timestamp), toStartOfFifteenMinutes(created_at));

ALTER TABLE analytics.events_local ON CLUSTER 'gatrix' MATERIALIZE PROJECTION arrivals;
