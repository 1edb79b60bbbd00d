SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT
  person AS id, toUnixTimestamp64Milli(first) AS first, toUnixTimestamp64Milli(last) AS last
FROM (SELECT person, person_keys AS keys, first, last
    FROM (
      SELECT person, groupUniqArray(event_key) AS person_keys, min(first_at) AS first, max(last_at) AS last, sum(part_0) AS folded_0, sum(part_1) AS folded_1, sum(part_2) AS folded_2, sum(part_3) AS folded_3
      FROM (
        SELECT event_key, first_at, last_at, part_0, part_1, part_2, part_3, multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id) AS person
        FROM (SELECT if(profile_id != '', cityHash64(profile_id), bitNot(cityHash64(device_id))) AS event_key, any(device_id) AS device_id, any(profile_id) AS profile_id, min(timestamp) AS first_at, max(timestamp) AS last_at, countIf(name = {p0:String} AND timestamp >= {p1:DateTime64(3, 'UTC')} AND timestamp < {p2:DateTime64(3, 'UTC')}) AS part_0, sumIf(toInt128(toInt128(toDecimal128(if(currency IN ('', {p3:String}), revenue, toDecimal64(0, 6)), 6) * 1000000) * 1000000000000), if(currency IN ('', {p3:String}), revenue, toDecimal64(0, 6)) != 0 AND 1) AS part_1, sumIf(toFloat64(toFloat64(if(currency IN ('', {p3:String}), revenue, toDecimal64(0, 6)))), if(currency IN ('', {p3:String}), revenue, toDecimal64(0, 6)) != 0 AND 1) AS part_2, sumIf(abs(toFloat64(toFloat64(if(currency IN ('', {p3:String}), revenue, toDecimal64(0, 6))))), if(currency IN ('', {p3:String}), revenue, toDecimal64(0, 6)) != 0 AND 1) AS part_3
          FROM analytics.events
          WHERE project_id = {p4:String}
          GROUP BY event_key
          UNION ALL
          SELECT cityHash64(profile_id) AS event_key, '' AS device_id, profile_id, min(first_seen_at) AS first_at, max(last_seen_at) AS last_at, toUInt64(0) AS part_0, toInt128(0) AS part_1, toFloat64(0) AS part_2, toFloat64(0) AS part_3
          FROM analytics.profile_activity
          WHERE project_id = {p4:String}
          GROUP BY profile_id) AS known
        LEFT ANY JOIN (
          SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
          FROM analytics.device_profiles
          WHERE project_id = {p5:String}
          GROUP BY device_id
        ) AS identities ON known.device_id = identities.identified_device
      )
      WHERE person != ''
      GROUP BY person
    )
    WHERE (folded_0 >= {p6:UInt32}) AND (if(folded_3 < 1e20, folded_1 >= multiIf(
    abs(toFloat64({p7:Float64})) < 2.25e13 AND round(toFloat64({p7:Float64}) * 100) / 100 = toFloat64({p7:Float64}), toInt128(round(toFloat64({p7:Float64}) * 100)) * 10000000000000000,
    abs(toFloat64({p7:Float64})) < 2.25e9 AND round(toFloat64({p7:Float64}) * 1e6) / 1e6 = toFloat64({p7:Float64}), toInt128(round(toFloat64({p7:Float64}) * 1e6)) * 1000000000000,
    abs(toFloat64({p7:Float64})) < 2.25e6 AND round(toFloat64({p7:Float64}) * 1e9) / 1e9 = toFloat64({p7:Float64}), toInt128(round(toFloat64({p7:Float64}) * 1e9)) * 1000000000,
    abs(toFloat64({p7:Float64})) < 1e20, toInt128(toDecimal256OrZero(toString(toFloat64({p7:Float64})), 18) * 1000000000000000000),
    toInt128(0)), folded_2 >= {p8:Float64})) AND ((person IN (SELECT person FROM (SELECT person, groupUniqArrayArray(visit_keys) AS keys, argMin(visit_value, visit_came) AS value
    FROM (
      SELECT person, groupUniqArray(event_key) AS visit_keys, argMin(part_value, landed) AS visit_value, min(came) AS visit_came
      FROM (
        SELECT event_key, visit, part_value, landed, came, multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id) AS person
        FROM (SELECT if(profile_id != '', cityHash64(profile_id), bitNot(cityHash64(device_id))) AS event_key, any(device_id) AS device_id, any(profile_id) AS profile_id, if(session_id = '', 0, cityHash64(session_id)) AS visit,
            argMin(toUInt8(utm_campaign = {p9:String}), if(session_id = '', bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))) AS part_value, min(if(session_id = '', bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))) AS landed, min(bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))) AS came
          FROM analytics.events
          WHERE project_id = {p10:String}
          GROUP BY event_key, visit) AS known
        LEFT ANY JOIN (
          SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
          FROM analytics.device_profiles
          WHERE project_id = {p11:String}
          GROUP BY device_id
        ) AS identities ON known.device_id = identities.identified_device
      )
      WHERE person != ''
      GROUP BY person, visit
    )
    GROUP BY person) WHERE value = 1)))) AS people

ORDER BY person
LIMIT {p12:UInt32};

SELECT
  profile_id, first_name, last_name, email, avatar, properties, groups, version
FROM analytics.profiles FINAL
WHERE project_id = {p0:String} AND has({p1:Array(String)}, profile_id);
