SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT state.1 AS period, state.2 AS kind, count() AS people
FROM (
  SELECT arrayJoin(arrayConcat(
    arrayMap(p -> (p, multiIf(p = first, 'new', has(periods, p - 1), 'returning', 'resurrecting')), periods),
    arrayMap(p -> (p + 1, 'dormant'), arrayFilter(p -> NOT has(periods, p + 1), periods))
  )) AS state
  FROM (
    SELECT
      groupUniqArrayIf(period, period >= 0) AS periods,
      min(period) AS first
    FROM (
      SELECT bitXor(own_key, key_difference) AS person, key_0 AS period
  FROM (SELECT if(toDateTime64(slot, 3, 'UTC') >= {p0:DateTime64(3, 'UTC')}, transform({p1:Int64} + intDiv(toUnixTimestamp64Milli(toDateTime64(slot, 3, 'UTC')) - {p1:Int64}, {p2:Int64}) * {p2:Int64}, {p3:Array(Int64)}, {p4:Array(Int64)}, toInt64(-1)), -1) AS key_0, is_profile, own_hash AS own_key
  FROM analytics.activity_slots
  WHERE project_id = {p5:String} AND seal IN {p6:Array(Int64)} AND slot >= {p7:DateTime('UTC')} AND slot < {p8:DateTime('UTC')}
    AND own_hash != cityHash64('')
    UNION ALL
    SELECT if(timestamp >= {p9:DateTime64(3, 'UTC')}, transform({p10:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p10:Int64}, {p11:Int64}) * {p11:Int64}, {p12:Array(Int64)}, {p13:Array(Int64)}, toInt64(-1)), -1) AS key_0, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events WHERE project_id = {p14:String} AND toDate(timestamp) IN {p15:Array(Date)} AND timestamp >= {p16:DateTime64(3, 'UTC')} AND timestamp < {p17:DateTime64(3, 'UTC')} AND (profile_id != '' OR device_id != '')
  GROUP BY key_0, is_profile, own_key) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p18:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
    )
    WHERE person != cityHash64('')
    GROUP BY person
  )
)
GROUP BY period, kind;
