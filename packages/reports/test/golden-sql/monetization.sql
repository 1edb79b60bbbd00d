SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT
  toString(currency) AS code, sum(revenue) AS amount, count() AS events
FROM analytics.events
WHERE project_id = {p0:String} AND timestamp >= {p1:DateTime64(3, 'UTC')} AND timestamp < {p2:DateTime64(3, 'UTC')} AND NOT (currency IN ('', {p3:String}))
GROUP BY code
ORDER BY code;

SELECT
  period,
  sum(amount) AS revenue,
  uniqExactIf(person, person != cityHash64('') AND paid > 0) AS payers,
  uniqExactIf(person, person != cityHash64('')) AS active
FROM (SELECT bitXor(own_key, key_difference) AS person, period, amount, paid
  FROM (
    SELECT profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key, transform({p0:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p0:Int64}, {p1:Int64}) * {p1:Int64}, {p2:Array(Int64)}, {p3:Array(Int64)}, toInt64(-1)) AS period, sum(if(currency IN ('', {p4:String}), revenue, toDecimal64(0, 6))) AS amount, countIf(revenue > 0) AS paid
    FROM analytics.events
    WHERE project_id = {p5:String} AND timestamp >= {p6:DateTime64(3, 'UTC')} AND timestamp < {p7:DateTime64(3, 'UTC')}
    GROUP BY is_profile, own_key, period
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p8:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device)
GROUP BY period;

SELECT
  sum(amount) AS revenue,
  uniqExactIf(person, person != cityHash64('') AND paid > 0) AS payers,
  uniqExactIf(person, person != cityHash64('')) AS active
FROM (SELECT bitXor(own_key, key_difference) AS person, period, amount, paid
  FROM (
    SELECT profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key, 0 AS period, sum(if(currency IN ('', {p0:String}), revenue, toDecimal64(0, 6))) AS amount, countIf(revenue > 0) AS paid
    FROM analytics.events
    WHERE project_id = {p1:String} AND timestamp >= {p2:DateTime64(3, 'UTC')} AND timestamp < {p3:DateTime64(3, 'UTC')}
    GROUP BY is_profile, own_key, period
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p4:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device);

SELECT
  cohort, payment.1 AS period, sum(payment.2) AS revenue, countIf(payment.1 = -1) AS people
FROM (
  SELECT
    min(period) AS cohort,
    arrayJoin(arrayConcat([(toInt64(-1), toDecimal128(0, 6))], groupArrayIf((period, amount), amount != 0))) AS payment
  FROM (SELECT bitXor(own_key, key_difference) AS person, period, amount, paid
  FROM (
    SELECT profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key, if(timestamp >= {p0:DateTime64(3, 'UTC')}, transform({p1:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p1:Int64}, {p2:Int64}) * {p2:Int64}, {p3:Array(Int64)}, {p4:Array(Int64)}, toInt64(-1)), -1) AS period, sum(if(currency IN ('', {p5:String}), revenue, toDecimal64(0, 6))) AS amount, countIf(revenue > 0) AS paid
    FROM analytics.events
    WHERE project_id = {p6:String} AND timestamp < {p7:DateTime64(3, 'UTC')}
    GROUP BY is_profile, own_key, period
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p8:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device)
  WHERE person != cityHash64('')
  GROUP BY person
  HAVING min(period) >= 0
)
WHERE cohort < {p9:Int64}
GROUP BY cohort, period;

SELECT
  if(place <= {p0:UInt32}, value, '') AS name, place > {p0:UInt32} AS is_rest,
  sum(value_revenue) AS revenue, sum(value_payers) AS payers, sum(value_active) AS active
FROM (
  SELECT *, row_number() OVER (ORDER BY value_revenue DESC, value_active DESC, value) AS place
  FROM (
    SELECT
      value, sum(amount) AS value_revenue,
      uniqExactIf(person, person != cityHash64('') AND paid > 0) AS value_payers,
      uniqExactIf(person, person != cityHash64('')) AS value_active
    FROM (SELECT person, period, amount, paid, value
  FROM (SELECT bitXor(own_key, key_difference) AS person, period, amount, paid
  FROM (
    SELECT profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key, 0 AS period, sum(if(currency IN ('', {p1:String}), revenue, toDecimal64(0, 6))) AS amount, countIf(revenue > 0) AS paid
    FROM analytics.events
    WHERE project_id = {p2:String} AND timestamp >= {p3:DateTime64(3, 'UTC')} AND timestamp < {p4:DateTime64(3, 'UTC')}
    GROUP BY is_profile, own_key, period
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p5:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device) AS payments LEFT ANY JOIN (
    SELECT cityHash64(person) AS touched_person, value FROM (SELECT person, groupUniqArrayArray(visit_keys) AS keys, argMin(visit_value, visit_came) AS value
    FROM (
      SELECT person, groupUniqArray(event_key) AS visit_keys, argMin(part_value, landed) AS visit_value, min(came) AS visit_came
      FROM (
        SELECT event_key, visit, part_value, landed, came, multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id) AS person
        FROM (SELECT if(profile_id != '', cityHash64(profile_id), bitNot(cityHash64(device_id))) AS event_key, any(device_id) AS device_id, any(profile_id) AS profile_id, if(session_id = '', 0, cityHash64(session_id)) AS visit,
            argMin(toString(utm_campaign), if(session_id = '', bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))) AS part_value, min(if(session_id = '', bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))) AS landed, min(bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))) AS came
          FROM analytics.events
          WHERE project_id = {p6:String}
          GROUP BY event_key, visit) AS known
        LEFT ANY JOIN (
          SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
          FROM analytics.device_profiles
          WHERE project_id = {p7:String}
          GROUP BY device_id
        ) AS identities ON known.device_id = identities.identified_device
      )
      WHERE person != ''
      GROUP BY person, visit
    )
    GROUP BY person)
  ) AS touches ON payments.person = touches.touched_person)
    GROUP BY value
  )
)
GROUP BY name, is_rest
ORDER BY is_rest, revenue DESC, active DESC, name;

SELECT
  name, is_rest, cohort, payment.1 AS period, sum(payment.2) AS revenue, countIf(payment.1 = -1) AS people
FROM (
  SELECT
    any(if(value IN {p0:Array(String)}, value, '')) AS name, any(NOT value IN {p0:Array(String)}) AS is_rest, min(period) AS cohort,
    arrayJoin(arrayConcat([(toInt64(-1), toDecimal128(0, 6))], groupArrayIf((period, amount), amount != 0))) AS payment
  FROM (SELECT person, period, amount, paid, value
  FROM (SELECT bitXor(own_key, key_difference) AS person, period, amount, paid
  FROM (
    SELECT profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key, if(timestamp >= {p1:DateTime64(3, 'UTC')}, transform({p2:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p2:Int64}, {p3:Int64}) * {p3:Int64}, {p4:Array(Int64)}, {p5:Array(Int64)}, toInt64(-1)), -1) AS period, sum(if(currency IN ('', {p6:String}), revenue, toDecimal64(0, 6))) AS amount, countIf(revenue > 0) AS paid
    FROM analytics.events
    WHERE project_id = {p7:String} AND timestamp < {p8:DateTime64(3, 'UTC')}
    GROUP BY is_profile, own_key, period
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p9:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device) AS payments LEFT ANY JOIN (
    SELECT cityHash64(person) AS touched_person, value FROM (SELECT person, groupUniqArrayArray(visit_keys) AS keys, argMin(visit_value, visit_came) AS value
    FROM (
      SELECT person, groupUniqArray(event_key) AS visit_keys, argMin(part_value, landed) AS visit_value, min(came) AS visit_came
      FROM (
        SELECT event_key, visit, part_value, landed, came, multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id) AS person
        FROM (SELECT if(profile_id != '', cityHash64(profile_id), bitNot(cityHash64(device_id))) AS event_key, any(device_id) AS device_id, any(profile_id) AS profile_id, if(session_id = '', 0, cityHash64(session_id)) AS visit,
            argMin(toString(utm_campaign), if(session_id = '', bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))) AS part_value, min(if(session_id = '', bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))) AS landed, min(bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))) AS came
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
    GROUP BY person)
  ) AS touches ON payments.person = touches.touched_person)
  WHERE person != cityHash64('')
  GROUP BY person
  HAVING min(period) >= 0
)
WHERE cohort < {p12:Int64}
GROUP BY name, is_rest, cohort, period;
