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
      SELECT multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id) AS person, period
  FROM (
    SELECT device_id, profile_id, if(timestamp >= {p0:DateTime64(3, 'UTC')}, transform({p1:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p2:Int64}, {p3:Int64}) * {p4:Int64}, {p5:Array(Int64)}, {p6:Array(Int64)}, toInt64(-1)), -1) AS period
    FROM analytics.events
    WHERE project_id = {p7:String} AND timestamp < {p8:DateTime64(3, 'UTC')}
    GROUP BY device_id, profile_id, period
  ) AS known LEFT ANY JOIN (
    SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
    FROM analytics.device_profiles
    WHERE project_id = {p9:String}
    GROUP BY device_id
  ) AS identities ON device_id = identities.identified_device
    )
    WHERE person != ''
    GROUP BY person
  )
)
GROUP BY period, kind;
