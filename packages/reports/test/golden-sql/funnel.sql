SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT [count(), countIf(furthest >= {p0:UInt32})] AS reached,
  [quantileExactLowIf(0.5)(gap_1, furthest >= {p1:UInt32})] AS lows, [quantileExactHighIf(0.5)(gap_1, furthest >= {p2:UInt32})] AS highs
FROM (
  SELECT furthest, bitShiftRight(taken_1, {p3:UInt32}) - bitShiftRight(taken_0, {p3:UInt32}) AS gap_1
  FROM (
    SELECT places, countEqual(arrayMap(place -> place > 0, places), 1) AS furthest, places[furthest] AS place,
      all_codes[place] AS taken_0, reached_1[place] AS taken_1
    FROM (
      SELECT *, [arrayFirstIndex((code, reached) -> bitTest(code, 0) AND bitShiftRight(code, {p3:UInt32}) < {p4:Int64} AND bitShiftRight(reached, {p3:UInt32}) - bitShiftRight(code, {p3:UInt32}) <= {p5:Int64}, all_codes, reached_1)] AS places
      FROM (
        SELECT all_codes, arrayReverseFill((reached, code) -> bitTest(code, {p6:UInt32}), all_codes, all_codes) AS reached_1
        FROM (SELECT if(bitAnd(fitting, 2) = 0, [], arrayPushBack(codes, toUInt64(18446744073709551615))) AS all_codes FROM (SELECT events AS codes, fitting FROM (
  SELECT bitXor(own_key, key_difference) AS unit, arraySort(groupArrayArray(events)) AS events, groupBitOr(fitting) AS fitting
  FROM (
    SELECT is_profile, own_key,
      groupArray(bitOr(bitShiftLeft(toUInt64(at), {p7:UInt32}), bitOr(bitShiftLeft(toUInt64(kill), {p8:UInt32}), toUInt64(fit)))) AS events,
      groupBitOr(fit) AS fitting,
      countIf(bitAnd(fit, 1) = 1 AND at < {p9:Int64}) AS starts
    FROM (
      SELECT profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key, toUnixTimestamp64Milli(timestamp) - {p10:Int64} AS at,
        bitShiftLeft(toUInt16(name IN {p11:Array(String)}), {p12:UInt32}) + bitShiftLeft(toUInt16(name IN {p13:Array(String)}), {p14:UInt32}) AS fit,
        toUInt16(0) AS kill,
        '' AS step_value
      FROM analytics.events
      WHERE project_id = {p15:String} AND timestamp >= {p16:DateTime64(3, 'UTC')}
        AND timestamp < {p17:DateTime64(3, 'UTC')} AND name IN {p18:Array(String)}
    )
    GROUP BY is_profile, own_key
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p19:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
  WHERE unit != cityHash64('')
  GROUP BY unit
  HAVING sum(starts) > 0)))
      )
    )
  )
);
