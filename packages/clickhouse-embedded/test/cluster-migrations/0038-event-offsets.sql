TRUNCATE TABLE IF EXISTS analytics.sealed_days_local ON CLUSTER 'gatrix';

TRUNCATE TABLE IF EXISTS analytics.day_seams_local ON CLUSTER 'gatrix';

ALTER TABLE analytics.session_days_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS event_offsets Array(UInt32) CODEC(Delta, ZSTD(1)), ADD COLUMN IF NOT EXISTS tie_ends Array(UInt64) CODEC(ZSTD(1));

ALTER TABLE analytics.session_days ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS event_offsets Array(UInt32) CODEC(Delta, ZSTD(1)), ADD COLUMN IF NOT EXISTS tie_ends Array(UInt64) CODEC(ZSTD(1));
