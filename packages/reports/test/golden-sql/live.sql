SELECT countIf(device_id != '') AS devices,
  sumMapIf(map(page, toUInt64(1)), page != '') AS pages,
  sumMapIf(map(country_name, toUInt64(1)), country_name != '') AS countries,
  sumMapIf(map(source, toUInt64(1)), source != '') AS referrers
FROM (
  SELECT
    device_id,
    argMaxIf(path, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), name IN ('screen_view', 'page_view', '$pageview')) AS page,
    argMaxIf(toString(country), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), country != '') AS country_name,
    argMaxIf(toString(referrer_name), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), referrer_name != '') AS source
  FROM analytics.events
  WHERE project_id = {p0:String} AND created_at >= {p1:DateTime64(3, 'UTC')} AND timestamp >= created_at - toIntervalMinute({p2:Int64}) AND (device_id != '' OR profile_id != '')
  GROUP BY device_id, if(device_id = '', profile_id, '')
);

SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT toUInt8({p0:UInt32}) AS place, key_0 AS key, uniqExact(person) AS people
FROM (
  SELECT key_0, bitXor(own_key, key_difference) AS person
  FROM (
  SELECT 0 AS key_0, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events WHERE project_id = {p1:String} AND created_at >= {p2:DateTime64(3, 'UTC')} AND timestamp >= created_at - toIntervalMinute({p3:Int64}) AND (profile_id != '' OR device_id != '')
  GROUP BY key_0, is_profile, own_key
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p4:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
)
GROUP BY GROUPING SETS ((key_0));
