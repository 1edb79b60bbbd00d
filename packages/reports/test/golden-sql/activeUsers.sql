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

SELECT width, step.1 AS day, sum(step.2) AS change
FROM (
  SELECT width, arrayJoin(arrayConcat(
    arrayMap(i -> (days[i], 1), arrayFilter(i -> i = 1 OR days[i] > days[i - 1] + width - 1, arrayEnumerate(days))),
    arrayMap(i -> (days[i] + width, -1), arrayFilter(i -> i = length(days) OR days[i + 1] > days[i] + width - 1, arrayEnumerate(days)))
  )) AS step
  FROM (
    SELECT arraySort(groupUniqArray(toInt32(period))) AS days
    FROM (SELECT if(is_identified, identified_as, own_key) AS person, key_0 AS period
  FROM (SELECT transform({p0:Int64} + intDiv(toUnixTimestamp64Milli(toDateTime64(slot, 3, 'UTC')) - {p1:Int64}, {p2:Int64}) * {p3:Int64}, {p4:Array(Int64)}, {p5:Array(Int64)}, toInt64(-1)) AS key_0, is_profile, own_hash AS own_key
  FROM analytics.activity_slots
  WHERE project_id = {p6:String} AND seal IN {p7:Array(Int64)} AND slot >= {p8:DateTime('UTC')} AND slot < {p9:DateTime('UTC')}
    AND own_hash != cityHash64('')
    UNION ALL
    SELECT transform({p10:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p11:Int64}, {p12:Int64}) * {p13:Int64}, {p14:Array(Int64)}, {p15:Array(Int64)}, toInt64(-1)) AS key_0, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events WHERE project_id = {p16:String} AND toDate(timestamp) IN {p17:Array(Date)} AND timestamp >= {p18:DateTime64(3, 'UTC')} AND timestamp < {p19:DateTime64(3, 'UTC')} AND (profile_id != '' OR device_id != '')
  GROUP BY key_0, is_profile, own_key) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, reinterpretAsUInt64(max(newest_profile)) AS identified_as, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p20:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device)
    WHERE person != cityHash64('')
    GROUP BY person
  )
  ARRAY JOIN {p21:Array(Int64)} AS width
)
GROUP BY width, day;
