ALTER TABLE analytics.sealed_days_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS divided_at UInt16;

ALTER TABLE analytics.sealed_days ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS divided_at UInt16;
