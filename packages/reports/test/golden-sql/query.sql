SELECT
  count() AS parts, toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String} AND table IN ('events', 'sealed_days', 'day_seams');

SELECT profile_id, alias FROM (
  SELECT DISTINCT profile_id, alias
FROM analytics.profile_changes
WHERE project_id = {p0:String} AND kind = 'alias' AND alias != ''
  UNION ALL
  SELECT '' AS profile_id, '' AS alias
  FROM (SELECT 1 FROM analytics.device_profiles WHERE project_id = {p1:String} LIMIT 1)
);

SELECT
  [value_0] AS key, uniqExactIf(person, person != cityHash64('')) AS value, value AS ranked, 0 AS counted
FROM (
  SELECT value_0, bucket, multiIf(profile_key != cityHash64(''), profile_key, is_identified, identified_as, device_key) AS person, toUInt64(1) AS events
  FROM (
  SELECT toString(country) AS value_0, 0 AS bucket, cityHash64(device_id) AS device_key, cityHash64(profile_id) AS profile_key
  FROM analytics.events
  WHERE project_id = {p0:String} AND timestamp >= {p1:DateTime64(3, 'UTC')} AND timestamp < {p2:DateTime64(3, 'UTC')} AND name = {p3:String}
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, cityHash64(argMaxMerge(profile_id_state)) AS identified_as, identified_as != cityHash64('') AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p4:String}
    GROUP BY device_id
  ) AS identities ON device_key = identities.identified_device
)
GROUP BY bucket, value_0
ORDER BY ranked DESC NULLS LAST, key
LIMIT {p5:UInt32};

SELECT
  [value_0] AS key, bucket, uniqExactIf(person, person != cityHash64('')) AS value, value AS ranked, 0 AS counted
FROM (
  SELECT value_0, bucket, multiIf(profile_key != cityHash64(''), profile_key, is_identified, identified_as, device_key) AS person, toUInt64(1) AS events
  FROM (
  SELECT toString(country) AS value_0, {p0:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p1:Int64}, {p2:Int64}) * {p3:Int64} AS bucket, cityHash64(device_id) AS device_key, cityHash64(profile_id) AS profile_key
  FROM analytics.events
  WHERE project_id = {p4:String} AND timestamp >= {p5:DateTime64(3, 'UTC')} AND timestamp < {p6:DateTime64(3, 'UTC')} AND name = {p7:String}
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, cityHash64(argMaxMerge(profile_id_state)) AS identified_as, identified_as != cityHash64('') AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p8:String}
    GROUP BY device_id
  ) AS identities ON device_key = identities.identified_device
) WHERE has({p9:Array(String)}, value_0)
GROUP BY bucket, value_0;
