SELECT profile_id, alias FROM (
  SELECT DISTINCT profile_id, alias
FROM analytics.profile_changes
WHERE project_id = {p0:String} AND kind = 'alias' AND alias != ''
  UNION ALL
  SELECT '' AS profile_id, '' AS alias
  FROM (SELECT 1 FROM analytics.device_profiles WHERE project_id = {p1:String} LIMIT 1)
);

SELECT start.1 AS cohort, returned, start.2 AS value, count() AS people
FROM (
  SELECT arrayJoin(starts) AS start, arrayJoin(arrayConcat([start.1], arrayFilter(p -> p > start.1, returns))) AS returned
  FROM (
    SELECT
      [argMinIf((period, value), period, starts_here)] AS starts,
      groupArrayIf(period, returns_here) AS returns
    FROM (
      SELECT
        person, period,
        max(does_start) AS starts_here,
        minIf(first_start, does_start) AS started,
        '' AS value,
        max(does_return) AS returns_here
      FROM (SELECT if(is_identified, identified_as, own_key) AS person, period, does_start, does_return, first_start
  FROM (
    SELECT profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key, if(timestamp >= {p0:DateTime64(3, 'UTC')}, {p1:Int64}, {p2:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p3:Int64}, {p4:Int64}) * {p5:Int64}) AS period,
      max(1) AS does_start, max(1) AS does_return,
      minIf(timestamp, 1) AS first_start
    FROM analytics.events
    WHERE project_id = {p6:String} AND timestamp < {p7:DateTime64(3, 'UTC')}
    GROUP BY is_profile, own_key, period
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, cityHash64(argMaxMerge(profile_id_state)) AS identified_as, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p8:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device)
      WHERE person != cityHash64('') AND (does_start OR does_return)
      GROUP BY person, period
    )
    GROUP BY person
    HAVING countIf(starts_here AND period < {p9:Int64}) > 0 AND minIf(started, starts_here) >= {p10:DateTime64(3, 'UTC')}
  )
)
GROUP BY cohort, returned, value;
