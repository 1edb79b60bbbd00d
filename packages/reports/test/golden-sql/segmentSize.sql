SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT count() AS size FROM (SELECT person, person_keys AS keys, first, last
    FROM (
      SELECT person, groupUniqArray(event_key) AS person_keys, min(first_at) AS first, max(last_at) AS last, groupArrayArray(part_0) AS folded_0, min(part_1) AS folded_1
      FROM (
        SELECT event_key, first_at, last_at, part_0, part_1, multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id) AS person
        FROM (SELECT if(profile_id != '', cityHash64(profile_id), bitNot(cityHash64(device_id))) AS event_key, any(device_id) AS device_id, any(profile_id) AS profile_id, min(timestamp) AS first_at, max(timestamp) AS last_at, groupArrayIf(toDate(timestamp + toIntervalSecond(transform(roundDown(toUnixTimestamp64Milli(timestamp), {p0:Array(Int64)}), {p0:Array(Int64)}, {p1:Array(Int64)}, toInt64(0)))), name = {p2:String}) AS part_0, min(toDate(timestamp + toIntervalSecond(transform(roundDown(toUnixTimestamp64Milli(timestamp), {p3:Array(Int64)}), {p3:Array(Int64)}, {p4:Array(Int64)}, toInt64(0))))) AS part_1
          FROM analytics.events
          WHERE project_id = {p5:String}
          GROUP BY event_key
          UNION ALL
          SELECT cityHash64(profile_id) AS event_key, '' AS device_id, profile_id, min(first_seen_at) AS first_at, max(last_seen_at) AS last_at, CAST([], 'Array(Date)') AS part_0, toDate('2149-01-01') AS part_1
          FROM analytics.profile_activity
          WHERE project_id = {p5:String}
          GROUP BY profile_id) AS known
        LEFT ANY JOIN (
          SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
          FROM analytics.device_profiles
          WHERE project_id = {p6:String}
          GROUP BY device_id
        ) AS identities ON known.device_id = identities.identified_device
      )
      WHERE person != ''
      GROUP BY person
    )
    WHERE arrayCount(d -> d < folded_1 + {p7:UInt32}, folded_0) >= {p8:UInt32});

SELECT count() AS size FROM (SELECT person, person_keys AS keys, first, last
    FROM (
      SELECT person, groupUniqArray(event_key) AS person_keys, min(first_at) AS first, max(last_at) AS last, sum(part_0) AS folded_0
      FROM (
        SELECT event_key, first_at, last_at, part_0, multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id) AS person
        FROM (SELECT if(profile_id != '', cityHash64(profile_id), bitNot(cityHash64(device_id))) AS event_key, any(device_id) AS device_id, any(profile_id) AS profile_id, min(timestamp) AS first_at, max(timestamp) AS last_at, countIf(1) AS part_0
          FROM analytics.events
          WHERE project_id = {p0:String}
          GROUP BY event_key
          UNION ALL
          SELECT cityHash64(profile_id) AS event_key, '' AS device_id, profile_id, min(first_seen_at) AS first_at, max(last_seen_at) AS last_at, toUInt64(0) AS part_0
          FROM analytics.profile_activity
          WHERE project_id = {p0:String}
          GROUP BY profile_id) AS known
        LEFT ANY JOIN (
          SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
          FROM analytics.device_profiles
          WHERE project_id = {p1:String}
          GROUP BY device_id
        ) AS identities ON known.device_id = identities.identified_device
      )
      WHERE person != ''
      GROUP BY person
    )
    WHERE folded_0 >= {p2:UInt32});
