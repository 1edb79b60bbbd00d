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
    FROM (SELECT if(is_identified, identified_as, own_key) AS person, period
  FROM (
    SELECT profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key, transform({p0:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p1:Int64}, {p2:Int64}) * {p3:Int64}, {p4:Array(Int64)}, {p5:Array(Int64)}, toInt64(-1)) AS period
    FROM analytics.events
    WHERE project_id = {p6:String} AND timestamp >= {p7:DateTime64(3, 'UTC')} AND timestamp < {p8:DateTime64(3, 'UTC')}
    GROUP BY is_profile, own_key, period
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, cityHash64(argMaxMerge(profile_id_state)) AS identified_as, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p9:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device)
    WHERE person != cityHash64('')
    GROUP BY person
  )
  ARRAY JOIN {p10:Array(Int64)} AS width
)
GROUP BY width, day;
