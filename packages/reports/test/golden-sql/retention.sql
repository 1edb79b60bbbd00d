SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT start.1 AS cohort, returned, start.2 AS value, count() AS people
FROM (
  SELECT arrayJoin(starts) AS start, arrayJoin(arrayConcat([start.1], arrayFilter(p -> p > start.1, returns))) AS returned
  FROM (
    SELECT
      [argMinIf((period, value), period, starts_here)] AS starts,
      groupArrayIf(period, returns_here) AS returns
    FROM (
      SELECT person, period, 1 AS starts_here, '' AS value, 1 AS returns_here
      FROM (SELECT bitXor(own_key, key_difference) AS person, key_0 AS period
  FROM (SELECT multiIf(toDateTime64(slot, 3, 'UTC') >= {p0:DateTime64(3, 'UTC')}, {p1:Int64}, toDateTime64(slot, 3, 'UTC') < {p2:DateTime64(3, 'UTC')}, {p3:Int64}, {p4:Int64} + intDiv(toUnixTimestamp64Milli(toDateTime64(slot, 3, 'UTC')) - {p4:Int64}, {p5:Int64}) * {p5:Int64}) AS key_0, is_profile, own_hash AS own_key
  FROM analytics.activity_slots
  WHERE project_id = {p6:String} AND seal IN {p7:Array(Int64)} AND slot >= {p8:DateTime('UTC')} AND slot < {p9:DateTime('UTC')}
    AND own_hash != cityHash64('')
    UNION ALL
    SELECT multiIf(timestamp >= {p10:DateTime64(3, 'UTC')}, {p11:Int64}, timestamp < {p12:DateTime64(3, 'UTC')}, {p13:Int64}, {p14:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p14:Int64}, {p15:Int64}) * {p15:Int64}) AS key_0, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events WHERE project_id = {p16:String} AND toDate(timestamp) IN {p17:Array(Date)} AND timestamp >= {p18:DateTime64(3, 'UTC')} AND timestamp < {p19:DateTime64(3, 'UTC')} AND (profile_id != '' OR device_id != '')
  GROUP BY key_0, is_profile, own_key) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p20:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device)
      WHERE person != cityHash64('')
      GROUP BY person, period
    )
    GROUP BY person
    HAVING countIf(starts_here AND period < {p21:Int64}) > 0 AND minIf(period, starts_here) >= {p22:Int64}
  )
)
GROUP BY cohort, returned, value;
