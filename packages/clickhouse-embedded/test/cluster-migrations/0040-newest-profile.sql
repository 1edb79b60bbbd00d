ALTER TABLE analytics.device_profiles_local ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS newest_profile SimpleAggregateFunction(max, UInt256) CODEC(ZSTD(1));

ALTER TABLE analytics.device_profiles ON CLUSTER 'gatrix' ADD COLUMN IF NOT EXISTS newest_profile SimpleAggregateFunction(max, UInt256) CODEC(ZSTD(1));

ALTER TABLE analytics.device_profiles_from_events ON CLUSTER 'gatrix' MODIFY QUERY
SELECT
  project_id,
  device_id,
  argMaxState(profile_id, (timestamp, reinterpretAsUUID(reinterpretAsFixedString(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24), toUInt128(sequence)))))) AS profile_id_state,
  max(bitOr(bitOr(bitOr(bitShiftLeft(toUInt256(toUnixTimestamp64Milli(timestamp)), 132), bitShiftLeft(toUInt256(toUnixTimestamp64Milli(created_at)), 88)), bitShiftLeft(toUInt256(sequence), 64)), toUInt256(cityHash64(profile_id)))) AS newest_profile
FROM analytics.events_local
WHERE profile_id != '' AND device_id != ''
GROUP BY project_id, device_id;

ALTER TABLE analytics.device_profiles_from_changes ON CLUSTER 'gatrix' MODIFY QUERY
SELECT
  project_id,
  device_id,
  argMaxState(profile_id, (timestamp, reinterpretAsUUID(reinterpretAsFixedString(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24), toUInt128(sequence)))))) AS profile_id_state,
  max(bitOr(bitOr(bitOr(bitShiftLeft(toUInt256(toUnixTimestamp64Milli(timestamp)), 132), bitShiftLeft(toUInt256(toUnixTimestamp64Milli(created_at)), 88)), bitShiftLeft(toUInt256(sequence), 64)), toUInt256(cityHash64(profile_id)))) AS newest_profile
FROM analytics.profile_changes_local
WHERE profile_id != '' AND device_id != ''
GROUP BY project_id, device_id;

INSERT INTO analytics.device_profiles (project_id, device_id, newest_profile)
SELECT project_id, device_id, max(bitOr(bitOr(bitOr(bitShiftLeft(toUInt256(toUnixTimestamp64Milli(timestamp)), 132), bitShiftLeft(toUInt256(toUnixTimestamp64Milli(created_at)), 88)), bitShiftLeft(toUInt256(sequence), 64)), toUInt256(cityHash64(profile_id)))) AS newest_profile
FROM analytics.events
WHERE profile_id != '' AND device_id != ''
GROUP BY project_id, device_id;

INSERT INTO analytics.device_profiles (project_id, device_id, newest_profile)
SELECT project_id, device_id, max(bitOr(bitOr(bitOr(bitShiftLeft(toUInt256(toUnixTimestamp64Milli(timestamp)), 132), bitShiftLeft(toUInt256(toUnixTimestamp64Milli(created_at)), 88)), bitShiftLeft(toUInt256(sequence), 64)), toUInt256(cityHash64(profile_id)))) AS newest_profile
FROM analytics.profile_changes
WHERE profile_id != '' AND device_id != ''
GROUP BY project_id, device_id;
