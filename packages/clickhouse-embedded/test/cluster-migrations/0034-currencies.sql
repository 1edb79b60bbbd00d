ALTER TABLE analytics.events_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS currency LowCardinality(String) DEFAULT '' CODEC(ZSTD(1));

ALTER TABLE analytics.events ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS currency LowCardinality(String) DEFAULT '' CODEC(ZSTD(1));
