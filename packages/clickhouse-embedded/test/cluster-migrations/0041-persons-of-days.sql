ALTER TABLE analytics.day_totals_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS profiles AggregateFunction(groupBitmap, UInt32) CODEC(ZSTD(1)), ADD COLUMN IF NOT EXISTS anonymous AggregateFunction(groupBitmap, UInt32) CODEC(ZSTD(1));

ALTER TABLE analytics.day_totals ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS profiles AggregateFunction(groupBitmap, UInt32) CODEC(ZSTD(1)), ADD COLUMN IF NOT EXISTS anonymous AggregateFunction(groupBitmap, UInt32) CODEC(ZSTD(1));

ALTER TABLE analytics.sealed_days_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS has_persons UInt8;

ALTER TABLE analytics.sealed_days ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS has_persons UInt8;
