ALTER TABLE analytics.profiles_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS fold UInt8;

ALTER TABLE analytics.profiles ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS fold UInt8;

ALTER TABLE analytics.profile_changes_local ON CLUSTER 'gatrix' ADD INDEX IF NOT EXISTS alias_bloom alias TYPE bloom_filter GRANULARITY 1;

ALTER TABLE analytics.profile_changes_local ON CLUSTER 'gatrix' MATERIALIZE INDEX alias_bloom;
