SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT width, step.1 AS day, sum(step.2) AS change
FROM (
  SELECT width, arrayJoin(arrayConcat(
    arrayMap(i -> (days[i], 1), arrayFilter(i -> i = 1 OR days[i] > days[i - 1] + width - 1, arrayEnumerate(days))),
    arrayMap(i -> (days[i] + width, -1), arrayFilter(i -> i = length(days) OR days[i + 1] > days[i] + width - 1, arrayEnumerate(days)))
  )) AS step
  FROM (
    SELECT arraySort(groupUniqArray(toInt32(period))) AS days
    FROM (SELECT bitXor(own_key, key_difference) AS person, key_0 AS period
  FROM (SELECT transform({p0:Int64} + intDiv(toUnixTimestamp64Milli(toDateTime64(slot, 3, 'UTC')) - {p0:Int64}, {p1:Int64}) * {p1:Int64}, {p2:Array(Int64)}, {p3:Array(Int64)}, toInt64(-1)) AS key_0, is_profile, own_hash AS own_key
  FROM analytics.activity_slots
  WHERE project_id = {p4:String} AND seal IN {p5:Array(Int64)} AND slot >= {p6:DateTime('UTC')} AND slot < {p7:DateTime('UTC')}
    AND own_hash != cityHash64('')
    UNION ALL
    SELECT transform({p8:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p8:Int64}, {p9:Int64}) * {p9:Int64}, {p10:Array(Int64)}, {p11:Array(Int64)}, toInt64(-1)) AS key_0, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events WHERE project_id = {p12:String} AND toDate(timestamp) IN {p13:Array(Date)} AND timestamp >= {p14:DateTime64(3, 'UTC')} AND timestamp < {p15:DateTime64(3, 'UTC')} AND (profile_id != '' OR device_id != '')
  GROUP BY key_0, is_profile, own_key) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p16:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device)
    WHERE person != cityHash64('')
    GROUP BY person
  )
  ARRAY JOIN {p17:Array(Int64)} AS width
)
GROUP BY width, day;
