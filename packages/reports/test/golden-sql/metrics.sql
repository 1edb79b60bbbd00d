SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT toUInt32(day) AS day, seal, toUnixTimestamp64Milli(sealed_at) AS sealed_at, toUnixTimestamp(cut) * 1000 AS cut,
  is_intact, events, toString(ids) AS checksum, later, received, numbering, basis, has_persons, divided_at
FROM (
  SELECT project_id, day, newest.1 AS seal, newest.2 AS sealed_at, newest.3 AS cut,
    seal > 0 AND sumIf(arrived, quarter < cut) = newest.4 AND sumIf(hashes, quarter < cut) + newest.9 = newest.5 AS is_intact,
    sum(arrived) AS events, sum(hashes) AS ids, sumIf(arrived, quarter >= cut) AS later,
    sumIf(arrived, quarter < {p0:DateTime('UTC')}) AS received, newest.6 AS numbering, newest.7 AS basis, newest.8 AS has_persons, newest.9 AS divided_at
  FROM (
    SELECT project_id, toDate(timestamp) AS day, toStartOfFifteenMinutes(created_at) AS quarter, count() AS arrived, sum(cityHash64(id)) AS hashes
    FROM analytics.events WHERE project_id = {p1:String}
    GROUP BY project_id, day, quarter
  ) AS stored
  LEFT JOIN (
    SELECT project_id, day, argMax((seal, sealed_at, cut, events, checksum, numbering, basis, has_persons, divided_at), (sealed_at, seal)) AS newest
    FROM analytics.sealed_days WHERE project_id = {p1:String}
    GROUP BY project_id, day
  ) AS sealed_days ON stored.project_id = sealed_days.project_id AND stored.day = sealed_days.day
  GROUP BY project_id, day, newest
);

SELECT hash, started, ended, seals, is_open, is_marked, emptyArrayInt32() AS interleaved
FROM (
  SELECT
    toString(session_hash) AS hash,
    toUnixTimestamp64Milli(min(started_at)) AS started, toUnixTimestamp64Milli(max(ended_at)) AS ended,
    groupArrayIf(seal, seal > 0) AS seals, min(seal) = 0 AS is_open, minIf(spans_days, seal > 0) AS is_marked
  FROM (
    SELECT session_hash, seal, spans_days, toInt32(toUInt16(day)) AS day, started_at, ended_at FROM analytics.session_days
  WHERE project_id = {p0:String} AND seal IN {p1:Array(Int64)} AND (spans_days OR session_hash IN (SELECT session_hash FROM analytics.spanning_sessions WHERE project_id = {p2:String} UNION ALL SELECT DISTINCT cityHash64(session_id) FROM analytics.events WHERE project_id = {p3:String} AND toDate(timestamp) IN {p4:Array(Date)} AND session_id != ''))
  UNION ALL
  SELECT cityHash64(session_id) AS session_hash, 0 AS seal, 0 AS spans_days, toInt32(-1) AS day, min(timestamp) AS started_at, max(timestamp) AS ended_at
  FROM analytics.events
  WHERE project_id = {p5:String} AND toDate(timestamp) IN {p6:Array(Date)} AND session_id != ''
  GROUP BY session_id, day
  )
  GROUP BY session_hash
  HAVING length(seals) + is_open > 1 OR max(spans_days)
)
ORDER BY empty(interleaved)
LIMIT {p7:UInt32};

SELECT toString(open_devices.device_hash) AS hash, numbers.number AS number
FROM (SELECT DISTINCT cityHash64(device_id) AS device_hash FROM analytics.events WHERE project_id = {p0:String} AND toDate(timestamp) IN {p1:Array(Date)}) AS open_devices
LEFT ANY JOIN (
  SELECT device_hash, number FROM analytics.device_numbers
  WHERE project_id = {p2:String} AND numbering = {p3:UInt32} AND device_hash IN (SELECT DISTINCT cityHash64(device_id) AS device_hash FROM analytics.events WHERE project_id = {p0:String} AND toDate(timestamp) IN {p1:Array(Date)})
) AS numbers ON open_devices.device_hash = numbers.device_hash
LIMIT {p4:UInt32};

SELECT seal_before, seal_after, newest.1 AS totals_before, newest.2 AS totals_after,
  arrayMap(hash -> toString(hash), newest.3) AS hashes
FROM (
  SELECT seal_before, seal_after,
    argMax((totals_before, totals_after, sessions), (sealed_at, totals_before)) AS newest
  FROM analytics.day_seams
  WHERE project_id = {p0:String} AND seal_before IN {p1:Array(Int64)} AND seal_after IN {p2:Array(Int64)}
  GROUP BY seal_before, seal_after
);

SELECT DISTINCT toUInt32(toDate(timestamp)) AS number
FROM analytics.events
WHERE project_id = {p0:String} AND toDate(timestamp) IN {p1:Array(Date)} AND NOT (currency IN ('', {p2:String}));

SELECT * FROM (
SELECT tupleElement(key, 1) AS question, tupleElement(key, 2) AS key, visitors, page_views, events, revenue, sessions, viewed, bounced, duration_ms, max(unlisted) OVER () AS unlisted
FROM (
SELECT key, groupBitmapMerge(devices) + uniqExactMerge(unnumbered) AS visitors, sum(page_views) AS page_views, sum(events) AS events, sum(revenue) AS revenue, sum(sessions) AS sessions, sum(viewed) AS viewed, sum(bounced) AS bounced, sum(duration_ms) AS duration_ms, max(unlisted) AS unlisted
FROM (
  SELECT (toUInt8({p0:UInt32}), toInt64(0)) AS key, devices AS devices, arrayReduce('uniqExactState', emptyArrayUInt64()) AS unnumbered, page_views AS page_views, events AS events, revenue AS revenue, sessions AS sessions, viewed AS viewed, bounced AS bounced, duration_ms AS duration_ms, toUInt8(0) AS unlisted
  FROM analytics.day_totals
  WHERE project_id = {p1:String} AND seal IN {p2:Array(Int64)} AND day >= toDate({p3:DateTime('UTC')}) AND day <= toDate({p4:DateTime('UTC')}) AND dimension IN {p5:Array(String)}
  UNION ALL
  SELECT (toUInt8({p6:UInt32}), time_0) AS key, groupBitmapStateIf(number, number > 0 AND 1) AS devices, uniqExactStateIf(device_hash, number = 0 AND device_hash NOT IN (0, cityHash64('')) AND 1) AS unnumbered, sum(page_views) AS page_views, sum(events) AS events, sum(revenue) AS revenue, toUInt64(0) AS sessions, toUInt64(0) AS viewed, toUInt64(0) AS bounced, toInt64(0) AS duration_ms, max(number = {p7:UInt32}) AS unlisted
  FROM (SELECT *, toInt64(0) AS time_0 FROM (
    SELECT timestamp AS at, number, device_hash, toUInt32(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, toUInt32(1) AS events, amount AS revenue
    FROM (SELECT timestamp, name, if(currency IN ('', {p8:String}), revenue, toDecimal64(0, 6)) AS amount, cityHash64(device_id) AS device_hash, toUInt32(transform(cityHash64(device_id), {p9:Array(UInt64)}, {p10:Array(Int64)}, {p11:Int64})) AS number FROM analytics.events WHERE project_id = {p12:String} AND toDate(timestamp) IN {p13:Array(Date)} AND timestamp >= {p14:DateTime64(3, 'UTC')} AND timestamp < {p15:DateTime64(3, 'UTC')})
  )) GROUP BY time_0
  UNION ALL
  SELECT (toUInt8({p6:UInt32}), time_0) AS key, groupBitmapStateIf(toUInt32(0), 0) AS devices, uniqExactStateIf(toUInt64(0), 0) AS unnumbered, toUInt64(0) AS page_views, toUInt64(0) AS events, toDecimal128(0, 6) AS revenue, count() AS sessions, countIf(views > 0) AS viewed, countIf(views = 1 AND custom = 0) AS bounced, sum(toUnixTimestamp64Milli(ended) - toUnixTimestamp64Milli(started)) AS duration_ms, toUInt8(0) AS unlisted
  FROM (SELECT *, toInt64(0) AS time_0 FROM (
    SELECT session_hash, min(started_at) AS started, max(ended_at) AS ended, sum(page_views) AS views, max(has_custom_event) AS custom
  FROM (
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at, max(timestamp) AS ended_at, countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, max(NOT name IN ('screen_view', 'page_view', '$pageview') AND name NOT IN ('session_start', 'session_end')) AS has_custom_event
    FROM analytics.events
    WHERE project_id = {p16:String} AND toDate(timestamp) IN {p17:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING started >= {p18:DateTime64(3, 'UTC')} AND started < {p19:DateTime64(3, 'UTC')}
  )) GROUP BY time_0
)
GROUP BY key
)
)
WHERE (sessions > 0 OR events > 0)
ORDER BY question, sessions DESC, visitors DESC, events DESC, key
LIMIT {p20:UInt32} BY question;

SELECT profile_id, alias FROM (
  SELECT DISTINCT profile_id, alias
  FROM analytics.profile_changes
  WHERE project_id = {p0:String} AND kind = 'alias' AND alias != ''
  UNION ALL
  SELECT 'profiles' AS profile_id, '' AS alias
  FROM (SELECT 1 FROM analytics.profile_activity WHERE project_id = {p0:String} LIMIT 1)
  UNION ALL
  SELECT 'devices' AS profile_id, '' AS alias
  FROM (SELECT 1 FROM analytics.device_profiles WHERE project_id = {p0:String} LIMIT 1)
);

SELECT tupleElement(at, 1) AS place, tupleElement(at, 2) AS key,
  groupBitmapMerge(numbers) + uniqExactMerge(unnumbered) AS people, sum(moved) AS moved
FROM (
  SELECT at, own AS numbers, arrayReduce('uniqExactState', emptyArrayUInt64()) AS unnumbered, bitmapCardinality(moved_devices) AS moved
  FROM (
    SELECT at, bitmapOr(of_profiles, bitmapAndnot(of_devices, moved_ids)) AS own, bitmapAnd(of_devices, moved_ids) AS moved_devices
    FROM (
      SELECT at, groupBitmapMergeState(profiles) AS of_profiles, groupBitmapMergeState(anonymous) AS of_devices
      FROM (
        SELECT arrayJoin([(toUInt8({p0:UInt32}), toInt64(0))]) AS at, profiles, anonymous
        FROM analytics.day_totals
        WHERE project_id = {p1:String} AND seal IN {p2:Array(Int64)} AND day >= toDate({p3:DateTime('UTC')}) AND day <= toDate({p4:DateTime('UTC')})
          AND dimension IN ('all', 'hour') AND (dimension = 'all' AND seal IN {p5:Array(Int64)} OR dimension = 'hour' AND seal IN {p6:Array(Int64)} AND toDateTime64(toDateTime(day, 'UTC') + toIntervalMinute(toUInt16OrZero(value) * if(seal > 0, 60, 1)), 3, 'UTC') >= {p7:DateTime('UTC')} AND toDateTime64(toDateTime(day, 'UTC') + toIntervalMinute(toUInt16OrZero(value) * if(seal > 0, 60, 1)), 3, 'UTC') < {p8:DateTime('UTC')})
      )
      GROUP BY at
    ) AS sets CROSS JOIN (
      SELECT groupBitmapState(number) AS moved_ids
      FROM analytics.device_numbers
      WHERE project_id = {p9:String} AND numbering = {p10:UInt32} AND identity(device_hash) IN (SELECT cityHash64(device_id) FROM analytics.device_profiles WHERE project_id = {p11:String})
    ) AS moved_numbers
  )
  UNION ALL
  SELECT at, groupBitmapStateIf(number, number > 0) AS numbers, uniqExactStateIf(person, number = 0) AS unnumbered, toUInt64(0) AS moved
  FROM (
    SELECT arrayJoin([(toUInt8({p12:UInt32}), toInt64(key_0))]) AS at, of_rows.person AS person, of_persons.number AS number
    FROM (
      SELECT device_hash, number FROM analytics.device_numbers
      WHERE project_id = {p9:String} AND numbering = {p10:UInt32}
    ) AS of_persons RIGHT JOIN (
      SELECT DISTINCT key_0, bitXor(own_key, key_difference) AS person
      FROM (
      SELECT 0 AS key_0, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events WHERE project_id = {p13:String} AND toDate(timestamp) IN {p14:Array(Date)} AND timestamp >= {p15:DateTime64(3, 'UTC')} AND timestamp < {p16:DateTime64(3, 'UTC')} AND (profile_id != '' OR device_id != '')
  GROUP BY key_0, is_profile, own_key
      ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p17:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
    ) AS of_rows ON of_persons.device_hash = of_rows.person
  )
  GROUP BY at
)
GROUP BY at;

SELECT tupleElement(at, 1) AS place, tupleElement(at, 2) AS key,
  groupBitmapMerge(numbers) + uniqExactMerge(unnumbered) AS people, sum(moved) AS moved
FROM (
  SELECT at,
    bitmapOr(groupBitmapMergeStateIf(own, moved_id = 0), groupBitmapStateIf(person_number, person_number > 0)) AS numbers,
    uniqExactStateIf(person, moved_id > 0 AND person_number = 0) AS unnumbered, countIf(moved_id > 0) AS moved
  FROM (
    SELECT at, own, arrayJoin(arrayConcat([toUInt64(0)], arrayMap(number -> toUInt64(number), bitmapToArray(moved_devices)))) AS moved_id
    FROM (
    SELECT at, bitmapOr(of_profiles, bitmapAndnot(of_devices, moved_ids)) AS own, bitmapAnd(of_devices, moved_ids) AS moved_devices
    FROM (
      SELECT at, groupBitmapMergeState(profiles) AS of_profiles, groupBitmapMergeState(anonymous) AS of_devices
      FROM (
        SELECT arrayJoin([(toUInt8({p0:UInt32}), toInt64(0))]) AS at, profiles, anonymous
        FROM analytics.day_totals
        WHERE project_id = {p1:String} AND seal IN {p2:Array(Int64)} AND day >= toDate({p3:DateTime('UTC')}) AND day <= toDate({p4:DateTime('UTC')})
          AND dimension IN ('all', 'hour') AND (dimension = 'all' AND seal IN {p5:Array(Int64)} OR dimension = 'hour' AND seal IN {p6:Array(Int64)} AND toDateTime64(toDateTime(day, 'UTC') + toIntervalMinute(toUInt16OrZero(value) * if(seal > 0, 60, 1)), 3, 'UTC') >= {p7:DateTime('UTC')} AND toDateTime64(toDateTime(day, 'UTC') + toIntervalMinute(toUInt16OrZero(value) * if(seal > 0, 60, 1)), 3, 'UTC') < {p8:DateTime('UTC')})
      )
      GROUP BY at
    ) AS sets CROSS JOIN (
      SELECT groupBitmapState(number) AS moved_ids
      FROM analytics.device_numbers
      WHERE project_id = {p9:String} AND numbering = {p10:UInt32} AND identity(device_hash) IN (SELECT cityHash64(device_id) FROM analytics.device_profiles WHERE project_id = {p11:String})
    ) AS moved_numbers
    )
  ) AS totals LEFT ANY JOIN (
    SELECT own_id, person, of_persons.number AS person_number
    FROM (
      SELECT own_number + is_profile * 4294967296 AS own_id, bitXor(own_key, key_difference) AS person
      FROM (SELECT 0 AS is_profile, device_hash AS own_key, toUInt64(number) AS own_number FROM analytics.device_numbers
      WHERE project_id = {p9:String} AND numbering = {p10:UInt32}) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p12:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
      WHERE is_identified
    ) AS moved_ids LEFT ANY JOIN (
      SELECT device_hash, number FROM analytics.device_numbers
      WHERE project_id = {p9:String} AND numbering = {p10:UInt32}
    ) AS of_persons ON moved_ids.person = of_persons.device_hash
  ) AS persons ON totals.moved_id = persons.own_id
  GROUP BY at
  UNION ALL
  SELECT at, groupBitmapStateIf(number, number > 0) AS numbers, uniqExactStateIf(person, number = 0) AS unnumbered, toUInt64(0) AS moved
  FROM (
    SELECT arrayJoin([(toUInt8({p13:UInt32}), toInt64(key_0))]) AS at, of_rows.person AS person, of_persons.number AS number
    FROM (
      SELECT device_hash, number FROM analytics.device_numbers
      WHERE project_id = {p9:String} AND numbering = {p10:UInt32}
    ) AS of_persons RIGHT JOIN (
      SELECT DISTINCT key_0, bitXor(own_key, key_difference) AS person
      FROM (
      SELECT 0 AS key_0, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events WHERE project_id = {p14:String} AND toDate(timestamp) IN {p15:Array(Date)} AND timestamp >= {p16:DateTime64(3, 'UTC')} AND timestamp < {p17:DateTime64(3, 'UTC')} AND (profile_id != '' OR device_id != '')
  GROUP BY key_0, is_profile, own_key
      ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p18:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
    ) AS of_rows ON of_persons.device_hash = of_rows.person
  )
  GROUP BY at
)
GROUP BY at;
