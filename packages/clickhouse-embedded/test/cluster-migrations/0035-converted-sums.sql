ALTER TABLE analytics.session_days_local ON CLUSTER 'gatrix' MODIFY COLUMN revenue Decimal(38, 6) CODEC(ZSTD(1));

ALTER TABLE analytics.session_days ON CLUSTER 'gatrix' MODIFY COLUMN revenue Decimal(38, 6) CODEC(ZSTD(1));

ALTER TABLE analytics.activity_slots_local ON CLUSTER 'gatrix' MODIFY COLUMN revenue Decimal(38, 6) CODEC(ZSTD(1));

ALTER TABLE analytics.activity_slots ON CLUSTER 'gatrix' MODIFY COLUMN revenue Decimal(38, 6) CODEC(ZSTD(1));

ALTER TABLE analytics.sealed_days_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS basis String DEFAULT '';

ALTER TABLE analytics.sealed_days ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS basis String DEFAULT '';
