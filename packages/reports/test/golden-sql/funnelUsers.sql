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

SELECT toString(unit), toUInt32(1), events, emptyArrayString() FROM (SELECT unit, if(bitAnd(fitting, 2) = 0, [arrayFirst(event -> bitAnd(event, 1) = 1, events)], events) AS events, bitAnd(fitting, 2) = 0 AS is_short
FROM (
  SELECT multiIf(profile_key != '', profile_key, is_identified, identified_as, device_key) AS unit, arraySort(groupArrayArray(events)) AS events, groupBitOr(fitting) AS fitting
  FROM (
    SELECT device_key, profile_key,
      groupArray(bitOr(bitShiftLeft(toUInt64(at), {p0:UInt32}), bitOr(bitShiftLeft(toUInt64(kill), {p1:UInt32}), toUInt64(fit)))) AS events,
      groupBitOr(fit) AS fitting,
      countIf(bitAnd(fit, 1) = 1 AND at < {p2:Int64}) AS starts
    FROM (
      SELECT device_id AS device_key, profile_id AS profile_key, toUnixTimestamp64Milli(timestamp) - {p3:Int64} AS at,
        bitShiftLeft(toUInt16(has({p4:Array(String)}, name)), {p5:UInt32}) + bitShiftLeft(toUInt16(has({p6:Array(String)}, name)), {p7:UInt32}) AS fit,
        toUInt16(0) AS kill,
        '' AS step_value
      FROM analytics.events
      WHERE project_id = {p8:String} AND timestamp >= {p9:DateTime64(3, 'UTC')}
        AND timestamp < {p10:DateTime64(3, 'UTC')} AND name IN {p11:Array(String)}
    )
    GROUP BY device_key, profile_key
  ) AS known LEFT ANY JOIN (
    SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as, identified_as != '' AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p12:String}
    GROUP BY device_id
  ) AS identities ON device_key = identities.identified_device
  WHERE unit != ''
  GROUP BY unit
  HAVING sum(starts) > 0))
FORMAT RowBinary;
