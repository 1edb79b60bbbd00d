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
      SELECT if(is_identified, identified_as, own_key) AS person, key_0 AS period
  FROM (SELECT if(toDateTime64(slot, 3, 'UTC') >= {p0:DateTime64(3, 'UTC')}, transform({p1:Int64} + intDiv(toUnixTimestamp64Milli(toDateTime64(slot, 3, 'UTC')) - {p2:Int64}, {p3:Int64}) * {p4:Int64}, {p5:Array(Int64)}, {p6:Array(Int64)}, toInt64(-1)), -1) AS key_0, is_profile, own_hash AS own_key
  FROM analytics.activity_slots
  WHERE project_id = {p7:String} AND seal IN {p8:Array(Int64)} AND slot >= {p9:DateTime('UTC')} AND slot < {p10:DateTime('UTC')}
    AND own_hash != cityHash64('')
    UNION ALL
    SELECT if(timestamp >= {p11:DateTime64(3, 'UTC')}, transform({p12:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p13:Int64}, {p14:Int64}) * {p15:Int64}, {p16:Array(Int64)}, {p17:Array(Int64)}, toInt64(-1)), -1) AS key_0, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events WHERE project_id = {p18:String} AND toDate(timestamp) IN {p19:Array(Date)} AND timestamp >= {p20:DateTime64(3, 'UTC')} AND timestamp < {p21:DateTime64(3, 'UTC')} AND (profile_id != '' OR device_id != '')
  GROUP BY key_0, is_profile, own_key) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, reinterpretAsUInt64(max(newest_profile)) AS identified_as, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p22:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
    )
    WHERE person != cityHash64('')
    GROUP BY person
  )
)
GROUP BY period, kind;
