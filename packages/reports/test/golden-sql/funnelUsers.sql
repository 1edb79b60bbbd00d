SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT toString(unit), toUInt32(1), events, emptyArrayString() FROM (SELECT unit, if(is_short, [arrayFirst(event -> bitAnd(event, 1) = 1, events)], events) AS events, is_short
FROM (SELECT unit, if(place > 0, arrayFilter((event, code) -> code >= first AND code <= last, events, codes), events) AS events, is_short
FROM (
  SELECT unit, events, codes, place_of_all > 0 AS is_whole, if(is_whole, place_of_all, place_of_two) AS place, place = 0 AS is_short,
    all_codes[place] AS first, if(is_whole, all_reached, two_reached)[place] AS last
  FROM (
    SELECT *, arrayFirstIndex((code, reached) -> bitTest(code, 0) AND bitShiftRight(code, {p0:UInt32}) < {p1:Int64} AND bitShiftRight(reached, {p0:UInt32}) - bitShiftRight(code, {p0:UInt32}) <= {p2:Int64}, all_codes, all_reached) AS place_of_all, arrayFirstIndex((code, reached) -> bitTest(code, 0) AND bitShiftRight(code, {p0:UInt32}) < {p1:Int64} AND bitShiftRight(reached, {p0:UInt32}) - bitShiftRight(code, {p0:UInt32}) <= {p2:Int64}, all_codes, two_reached) AS place_of_two
    FROM (
      SELECT *, arrayReverseFill((reached, code) -> bitTest(code, {p3:UInt32}), all_codes, all_codes) AS two_reached, arrayReverseFill((reached, code) -> bitTest(code, {p4:UInt32}), all_codes, all_codes) AS all_reached
      FROM (
        SELECT unit, events, codes, if(bitAnd(fitting, 2) = 0, [], arrayPushBack(codes, toUInt64(18446744073709551615))) AS all_codes
        FROM (SELECT unit, events, fitting, events AS codes
FROM (
  SELECT if(is_identified, identified_as, own_key) AS unit, arraySort(groupArrayArray(events)) AS events, groupBitOr(fitting) AS fitting
  FROM (
    SELECT is_profile, own_key,
      groupArray(bitOr(bitShiftLeft(toUInt64(at), {p5:UInt32}), bitOr(bitShiftLeft(toUInt64(kill), {p6:UInt32}), toUInt64(fit)))) AS events,
      groupBitOr(fit) AS fitting,
      countIf(bitAnd(fit, 1) = 1 AND at < {p7:Int64}) AS starts
    FROM (
      SELECT profile_id != '' AS is_profile, if(is_profile, profile_id, device_id) AS own_key, toUnixTimestamp64Milli(timestamp) - {p8:Int64} AS at,
        bitShiftLeft(toUInt16(name IN {p9:Array(String)}), {p10:UInt32}) + bitShiftLeft(toUInt16(name IN {p11:Array(String)}), {p12:UInt32}) AS fit,
        toUInt16(0) AS kill,
        '' AS step_value
      FROM analytics.events
      WHERE project_id = {p13:String} AND timestamp >= {p14:DateTime64(3, 'UTC')}
        AND timestamp < {p15:DateTime64(3, 'UTC')} AND name IN {p16:Array(String)}
    )
    GROUP BY is_profile, own_key
  ) AS known LEFT ANY JOIN (
    SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p17:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, '', own_key) = identities.identified_device
  WHERE unit != ''
  GROUP BY unit
  HAVING sum(starts) > 0))
      )
    )
  )
)))
FORMAT RowBinary;
