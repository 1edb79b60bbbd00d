SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT
  [value_0] AS key, uniqExactIfMerge(users_state) AS total, uniqExactIfMerge(users_state) AS ranked_by, 0 AS counted_in, groupArray((bucket, finalizeAggregation(users_state), 0)) AS points
FROM (
  SELECT whole, value_0, bucket, uniqExactIfState(person, person != cityHash64('')) AS users_state
  FROM (
  SELECT whole, value_0, bucket, bitXor(own_key, key_difference) AS person, toUInt64(1) AS events
  FROM (
  SELECT country AS value_0, 0 AS whole, {p0:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p0:Int64}, {p1:Int64}) * {p1:Int64} AS bucket, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events
  WHERE project_id = {p2:String} AND timestamp >= {p3:DateTime64(3, 'UTC')} AND timestamp < {p4:DateTime64(3, 'UTC')} AND name = {p5:String}
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p6:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
)
  GROUP BY whole, value_0, bucket
)
GROUP BY whole, value_0
ORDER BY ranked_by DESC NULLS LAST, key
LIMIT {p7:UInt32};
