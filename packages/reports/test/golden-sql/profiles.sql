SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT count() AS events
FROM (SELECT 1 FROM analytics.events WHERE project_id = {p0:String} LIMIT {p1:UInt32});

SELECT
  id, toUnixTimestamp64Milli(first) AS first, toUnixTimestamp64Milli(last) AS last, toString(sorted_by) AS value
FROM (
  SELECT id, first, last, total_revenue AS sorted_by
  FROM (SELECT person AS id, min(first_at) AS first, max(last_at) AS last
  FROM (
    SELECT profile_id AS person, 1 AS is_known, first_seen_at AS first_at, last_seen_at AS last_at
    FROM analytics.profile_activity
    WHERE project_id = {p0:String}
    UNION ALL
    SELECT if(identified_as != '', identified_as, device_id) AS person, 0 AS is_known, first AS first_at, last AS last_at
    FROM (
        SELECT device_id, min(timestamp) AS first, max(timestamp) AS last
        FROM analytics.events
        WHERE project_id = {p0:String} AND profile_id = '' AND (
          device_id IN (SELECT device_id FROM analytics.device_profiles WHERE project_id = {p0:String})
          OR device_id IN (SELECT profile_id FROM analytics.profile_activity WHERE project_id = {p0:String})
        )
        GROUP BY device_id
        UNION ALL
        SELECT device_id, min(timestamp) AS first, max(timestamp) AS last
        FROM analytics.profile_changes
        WHERE project_id = {p0:String} AND profile_id = '' AND (
          device_id IN (SELECT device_id FROM analytics.device_profiles WHERE project_id = {p0:String})
          OR device_id IN (SELECT profile_id FROM analytics.profile_activity WHERE project_id = {p0:String})
        )
        GROUP BY device_id
    ) AS devices
    LEFT ANY JOIN (
      SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
      FROM analytics.device_profiles
      WHERE project_id = {p0:String}
      GROUP BY device_id
    ) AS identities ON devices.device_id = identities.identified_device
  )
  GROUP BY person
  HAVING max(is_known) = 1) AS seen LEFT ANY JOIN (
    SELECT person, sum(events) AS total_events, uniqExactIfMerge(sessions) AS total_sessions,
      sum(revenue) AS total_revenue, max(last_place).2 AS country
    FROM (
      SELECT events, revenue, sessions, last_place, multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id) AS person
        FROM (SELECT device_id, profile_id, count() AS events, sum(if(currency IN ('', {p1:String}), revenue, toDecimal64(0, 6))) AS revenue,
          uniqExactIfState(cityHash64(session_id), session_id != '') AS sessions,
          max((bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), toString(country))) AS last_place
        FROM analytics.events
        WHERE project_id = {p2:String}
        GROUP BY device_id, profile_id) AS known
        LEFT ANY JOIN (
          SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
          FROM analytics.device_profiles
          WHERE project_id = {p3:String}
          GROUP BY device_id
        ) AS identities ON known.device_id = identities.identified_device
    )
    GROUP BY person
  ) AS totals ON seen.id = totals.person
) AS people
WHERE 1 AND id IN (SELECT person FROM (SELECT person, person_keys AS keys, first, last
    FROM (
      SELECT person, groupUniqArray(event_key) AS person_keys, min(first_at) AS first, max(last_at) AS last
      FROM (
        SELECT event_key, first_at, last_at, multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id) AS person
        FROM (SELECT if(profile_id != '', cityHash64(profile_id), bitNot(cityHash64(device_id))) AS event_key, any(device_id) AS device_id, any(profile_id) AS profile_id, min(timestamp) AS first_at, max(timestamp) AS last_at
          FROM analytics.events
          WHERE project_id = {p4:String}
          GROUP BY event_key
          UNION ALL
          SELECT cityHash64(profile_id) AS event_key, '' AS device_id, profile_id, min(first_seen_at) AS first_at, max(last_seen_at) AS last_at
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
    WHERE (person IN (SELECT person FROM (SELECT person, keys FROM (SELECT person, person_keys AS keys, first, last
    FROM (
      SELECT person, groupUniqArray(event_key) AS person_keys, min(first_at) AS first, max(last_at) AS last, sum(part_0) AS folded_0
      FROM (
        SELECT event_key, first_at, last_at, part_0, multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id) AS person
        FROM (SELECT if(profile_id != '', cityHash64(profile_id), bitNot(cityHash64(device_id))) AS event_key, any(device_id) AS device_id, any(profile_id) AS profile_id, min(timestamp) AS first_at, max(timestamp) AS last_at, countIf(name = {p6:String}) AS part_0
          FROM analytics.events
          WHERE project_id = {p7:String}
          GROUP BY event_key
          UNION ALL
          SELECT cityHash64(profile_id) AS event_key, '' AS device_id, profile_id, min(first_seen_at) AS first_at, max(last_seen_at) AS last_at, toUInt64(0) AS part_0
          FROM analytics.profile_activity
          WHERE project_id = {p7:String}
          GROUP BY profile_id) AS known
        LEFT ANY JOIN (
          SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
          FROM analytics.device_profiles
          WHERE project_id = {p8:String}
          GROUP BY device_id
        ) AS identities ON known.device_id = identities.identified_device
      )
      WHERE person != ''
      GROUP BY person
    )
    WHERE NOT (folded_0 >= {p9:UInt32})))))))
ORDER BY sorted_by DESC, id DESC
LIMIT {p10:UInt32};

SELECT
  profile_id, first_name, last_name, email, avatar, properties, groups, version
FROM analytics.profiles FINAL
WHERE project_id = {p0:String} AND has({p1:Array(String)}, profile_id);

SELECT *
FROM (SELECT person, sum(events) AS total_events, uniqExactIfMerge(sessions) AS total_sessions,
      sum(revenue) AS total_revenue, max(last_place).2 AS country
    FROM (
      SELECT events, revenue, sessions, last_place, multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id) AS person
        FROM (SELECT device_id, profile_id, count() AS events, sum(if(currency IN ('', {p0:String}), revenue, toDecimal64(0, 6))) AS revenue,
          uniqExactIfState(cityHash64(session_id), session_id != '') AS sessions,
          max((bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), toString(country))) AS last_place
        FROM analytics.events
        WHERE project_id = {p1:String} AND (has({p2:Array(String)}, profile_id) OR (profile_id = '' AND (has({p2:Array(String)}, device_id) OR device_id IN (SELECT device_id FROM analytics.device_profiles
          WHERE project_id = {p3:String} GROUP BY device_id HAVING has({p2:Array(String)}, argMaxMerge(profile_id_state))))))
        GROUP BY device_id, profile_id) AS known
        LEFT ANY JOIN (
          SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
          FROM analytics.device_profiles
          WHERE project_id = {p4:String}
          GROUP BY device_id
        ) AS identities ON known.device_id = identities.identified_device
    )
    GROUP BY person)
WHERE has({p5:Array(String)}, person);

SELECT
  toString(currency) AS code, sum(revenue) AS amount, count() AS events
FROM analytics.events
WHERE project_id = {p0:String} AND NOT (currency IN ('', {p1:String}))
GROUP BY code
ORDER BY code;
