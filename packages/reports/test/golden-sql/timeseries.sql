SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT * FROM (
SELECT tupleElement(key, 1) AS question, tupleElement(key, 2) AS key, visitors, page_views, events, revenue, sessions, viewed, bounced, duration_ms, max(unlisted) OVER () AS unlisted
FROM (
SELECT key, groupBitmapMerge(devices) + uniqExactMerge(unnumbered) AS visitors, sum(page_views) AS page_views, sum(events) AS events, sum(revenue) AS revenue, sum(sessions) AS sessions, sum(viewed) AS viewed, sum(bounced) AS bounced, sum(duration_ms) AS duration_ms, max(unlisted) AS unlisted
FROM (
  SELECT (toUInt8({p0:UInt32}), toInt64({p1:Int64} + intDiv(toUnixTimestamp64Milli(toDateTime64(toDateTime(day, 'UTC') + toIntervalMinute(toUInt16OrZero(value) * if(seal > 0, 60, 1)), 3, 'UTC')) - {p1:Int64}, {p2:Int64}) * {p2:Int64})) AS key, devices AS devices, arrayReduce('uniqExactState', emptyArrayUInt64()) AS unnumbered, page_views AS page_views, events AS events, revenue AS revenue, sessions AS sessions, viewed AS viewed, bounced AS bounced, duration_ms AS duration_ms, toUInt8(0) AS unlisted
  FROM analytics.day_totals
  WHERE project_id = {p3:String} AND seal IN {p4:Array(Int64)} AND day >= toDate({p5:DateTime('UTC')}) AND day <= toDate({p6:DateTime('UTC')}) AND dimension IN {p7:Array(String)}
  UNION ALL
  SELECT (toUInt8({p8:UInt32}), time_0) AS key, groupBitmapStateIf(number, number > 0 AND 1) AS devices, uniqExactStateIf(device_hash, number = 0 AND device_hash NOT IN (0, cityHash64('')) AND 1) AS unnumbered, sum(page_views) AS page_views, sum(events) AS events, sum(revenue) AS revenue, toUInt64(0) AS sessions, toUInt64(0) AS viewed, toUInt64(0) AS bounced, toInt64(0) AS duration_ms, max(number = {p9:UInt32}) AS unlisted
  FROM (SELECT *, toInt64({p10:Int64} + intDiv(toUnixTimestamp64Milli(at) - {p10:Int64}, {p11:Int64}) * {p11:Int64}) AS time_0 FROM (
    SELECT timestamp AS at, number, device_hash, toUInt32(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, toUInt32(1) AS events, amount AS revenue
    FROM (SELECT timestamp, name, if(currency IN ('', {p12:String}), revenue, toDecimal64(0, 6)) AS amount, cityHash64(device_id) AS device_hash, toUInt32(transform(cityHash64(device_id), {p13:Array(UInt64)}, {p14:Array(Int64)}, {p15:Int64})) AS number FROM analytics.events WHERE project_id = {p16:String} AND toDate(timestamp) IN {p17:Array(Date)} AND timestamp >= {p18:DateTime64(3, 'UTC')} AND timestamp < {p19:DateTime64(3, 'UTC')})
  )) GROUP BY time_0
  UNION ALL
  SELECT (toUInt8({p8:UInt32}), time_0) AS key, groupBitmapStateIf(toUInt32(0), 0) AS devices, uniqExactStateIf(toUInt64(0), 0) AS unnumbered, toUInt64(0) AS page_views, toUInt64(0) AS events, toDecimal128(0, 6) AS revenue, count() AS sessions, countIf(views > 0) AS viewed, countIf(views = 1 AND custom = 0) AS bounced, sum(toUnixTimestamp64Milli(ended) - toUnixTimestamp64Milli(started)) AS duration_ms, toUInt8(0) AS unlisted
  FROM (SELECT *, toInt64({p20:Int64} + intDiv(toUnixTimestamp64Milli(started) - {p20:Int64}, {p21:Int64}) * {p21:Int64}) AS time_0 FROM (
    SELECT session_hash, min(started_at) AS started, max(ended_at) AS ended, sum(page_views) AS views, max(has_custom_event) AS custom
  FROM (
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at, max(timestamp) AS ended_at, countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, max(NOT name IN ('screen_view', 'page_view', '$pageview') AND name NOT IN ('session_start', 'session_end')) AS has_custom_event
    FROM analytics.events
    WHERE project_id = {p22:String} AND toDate(timestamp) IN {p23:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING started >= {p24:DateTime64(3, 'UTC')} AND started < {p25:DateTime64(3, 'UTC')}
  )) GROUP BY time_0
)
GROUP BY key
)
)
WHERE (sessions > 0 OR events > 0)
ORDER BY question, sessions DESC, visitors DESC, events DESC, key
LIMIT {p26:UInt32} BY question;

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
        SELECT arrayJoin(multiIf(dimension = 'all', [], seal IN {p0:Array(Int64)}, [(toUInt8({p1:UInt32}), toInt64({p2:Int64} + intDiv(toUnixTimestamp64Milli(toDateTime64(toDateTime(day, 'UTC') + toIntervalMinute(toUInt16OrZero(value) * if(seal > 0, 60, 1)), 3, 'UTC')) - {p2:Int64}, {p3:Int64}) * {p3:Int64}))], [(toUInt8({p4:UInt32}), toInt64({p5:Int64} + intDiv(toUnixTimestamp64Milli(toDateTime64(toDateTime(day, 'UTC') + toIntervalMinute(toUInt16OrZero(value) * if(seal > 0, 60, 1)), 3, 'UTC')) - {p5:Int64}, {p6:Int64}) * {p6:Int64}))])) AS at, profiles, anonymous
        FROM analytics.day_totals
        WHERE project_id = {p7:String} AND seal IN {p8:Array(Int64)} AND day >= toDate({p9:DateTime('UTC')}) AND day <= toDate({p10:DateTime('UTC')})
          AND dimension IN ('all', 'hour') AND (dimension = 'all' AND seal IN {p11:Array(Int64)} OR dimension = 'hour' AND seal IN {p12:Array(Int64)} AND toDateTime64(toDateTime(day, 'UTC') + toIntervalMinute(toUInt16OrZero(value) * if(seal > 0, 60, 1)), 3, 'UTC') >= {p13:DateTime('UTC')} AND toDateTime64(toDateTime(day, 'UTC') + toIntervalMinute(toUInt16OrZero(value) * if(seal > 0, 60, 1)), 3, 'UTC') < {p14:DateTime('UTC')})
      )
      GROUP BY at
    ) AS sets CROSS JOIN (
      SELECT groupBitmapState(number) AS moved_ids
      FROM analytics.device_numbers
      WHERE project_id = {p15:String} AND numbering = {p16:UInt32} AND identity(device_hash) IN (SELECT cityHash64(device_id) FROM analytics.device_profiles WHERE project_id = {p17:String})
    ) AS moved_numbers
    )
  ) AS totals LEFT ANY JOIN (
    SELECT own_id, person, of_persons.number AS person_number
    FROM (
      SELECT own_number + is_profile * 4294967296 AS own_id, bitXor(own_key, key_difference) AS person
      FROM (SELECT 0 AS is_profile, device_hash AS own_key, toUInt64(number) AS own_number FROM analytics.device_numbers
      WHERE project_id = {p15:String} AND numbering = {p16:UInt32}) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p18:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
      WHERE is_identified
    ) AS moved_ids LEFT ANY JOIN (
      SELECT device_hash, number FROM analytics.device_numbers
      WHERE project_id = {p15:String} AND numbering = {p16:UInt32}
    ) AS of_persons ON moved_ids.person = of_persons.device_hash
  ) AS persons ON totals.moved_id = persons.own_id
  GROUP BY at
  UNION ALL
  SELECT at, groupBitmapStateIf(number, number > 0) AS numbers, uniqExactStateIf(person, number = 0) AS unnumbered, toUInt64(0) AS moved
  FROM (
    SELECT arrayJoin([(toUInt8({p19:UInt32}), toInt64(key_0))]) AS at, of_rows.person AS person, of_persons.number AS number
    FROM (
      SELECT device_hash, number FROM analytics.device_numbers
      WHERE project_id = {p15:String} AND numbering = {p16:UInt32}
    ) AS of_persons RIGHT JOIN (
      SELECT DISTINCT key_0, bitXor(own_key, key_difference) AS person
      FROM (
      SELECT {p20:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p20:Int64}, {p21:Int64}) * {p21:Int64} AS key_0, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events WHERE project_id = {p22:String} AND toDate(timestamp) IN {p23:Array(Date)} AND timestamp >= {p24:DateTime64(3, 'UTC')} AND timestamp < {p25:DateTime64(3, 'UTC')} AND (profile_id != '' OR device_id != '')
  GROUP BY key_0, is_profile, own_key
      ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p26:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
    ) AS of_rows ON of_persons.device_hash = of_rows.person
  )
  GROUP BY at
)
GROUP BY at;
