SELECT
  count() AS parts, toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String} AND table IN ('events', 'sealed_days', 'day_seams');

SELECT * FROM (
SELECT tupleElement(key, 1) AS question, tupleElement(key, 2) AS key, visitors, page_views, events, revenue, sessions, viewed, bounced, duration_ms
FROM (
SELECT key, groupBitmapMerge(devices) + uniqExactMerge(unnumbered) AS visitors, sum(page_views) AS page_views, sum(events) AS events, sum(revenue) AS revenue, sum(sessions) AS sessions, sum(viewed) AS viewed, sum(bounced) AS bounced, sum(duration_ms) AS duration_ms
FROM (
  SELECT (toUInt8({p0:UInt32}), toInt64({p1:Int64} + intDiv(toUnixTimestamp64Milli(toDateTime64(toDateTime(day, 'UTC') + toIntervalHour(toUInt8OrZero(value)), 3, 'UTC')) - {p2:Int64}, {p3:Int64}) * {p4:Int64})) AS key, devices AS devices, arrayReduce('uniqExactState', emptyArrayUInt64()) AS unnumbered, page_views AS page_views, events AS events, revenue AS revenue, sessions AS sessions, viewed AS viewed, bounced AS bounced, duration_ms AS duration_ms
  FROM analytics.day_totals
  WHERE project_id = {p5:String} AND seal IN {p6:Array(Int64)} AND day >= toDate({p7:DateTime('UTC')}) AND day <= toDate({p8:DateTime('UTC')}) AND dimension IN {p9:Array(String)}
  UNION ALL
  SELECT (toUInt8({p10:UInt32}), time_0) AS key, groupBitmapStateIf(number, number > 0 AND 1) AS devices, uniqExactStateIf(device_hash, number = 0 AND device_hash NOT IN (0, cityHash64('')) AND 1) AS unnumbered, sum(page_views) AS page_views, sum(events) AS events, sum(revenue) AS revenue, toUInt64(0) AS sessions, toUInt64(0) AS viewed, toUInt64(0) AS bounced, toInt64(0) AS duration_ms
  FROM (SELECT *, toInt64({p11:Int64} + intDiv(toUnixTimestamp64Milli(at) - {p12:Int64}, {p13:Int64}) * {p14:Int64}) AS time_0 FROM (
    SELECT timestamp AS at, number, device_hash, toUInt32(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, toUInt32(1) AS events, amount AS revenue
    FROM (
      SELECT of_events.*, numbers.number AS number
      FROM (SELECT timestamp, name, if(currency IN ('', {p15:String}), revenue, toDecimal64(0, 6)) AS amount, cityHash64(device_id) AS device_hash FROM analytics.events WHERE project_id = {p16:String} AND toDate(timestamp) IN {p17:Array(Date)} AND timestamp >= {p18:DateTime64(3, 'UTC')} AND timestamp < {p19:DateTime64(3, 'UTC')}) AS of_events
      LEFT ANY JOIN (
        SELECT device_hash, number FROM analytics.device_numbers
        WHERE project_id = {p20:String} AND numbering = {p21:UInt32}
          AND device_hash IN (SELECT cityHash64(device_id) FROM analytics.events WHERE project_id = {p22:String} AND toDate(timestamp) IN {p23:Array(Date)} AND timestamp >= {p24:DateTime64(3, 'UTC')} AND timestamp < {p25:DateTime64(3, 'UTC')})
      ) AS numbers ON of_events.device_hash = numbers.device_hash
    )
  )) GROUP BY time_0
  UNION ALL
  SELECT (toUInt8({p26:UInt32}), time_0) AS key, groupBitmapStateIf(toUInt32(0), 0) AS devices, uniqExactStateIf(toUInt64(0), 0) AS unnumbered, toUInt64(0) AS page_views, toUInt64(0) AS events, toDecimal128(0, 6) AS revenue, count() AS sessions, countIf(views > 0) AS viewed, countIf(views = 1 AND custom = 0) AS bounced, sum(toUnixTimestamp64Milli(ended) - toUnixTimestamp64Milli(started)) AS duration_ms
  FROM (SELECT *, toInt64({p27:Int64} + intDiv(toUnixTimestamp64Milli(started) - {p28:Int64}, {p29:Int64}) * {p30:Int64}) AS time_0 FROM (
    SELECT session_hash, min(started_at) AS started, max(ended_at) AS ended, sum(page_views) AS views, max(has_custom_event) AS custom
  FROM (
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at, max(timestamp) AS ended_at, countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, max(NOT name IN ('screen_view', 'page_view', '$pageview') AND name NOT IN ('session_start', 'session_end')) AS has_custom_event
    FROM analytics.events
    WHERE project_id = {p31:String} AND toDate(timestamp) IN {p32:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING started >= {p33:DateTime64(3, 'UTC')} AND started < {p34:DateTime64(3, 'UTC')}
  )) GROUP BY time_0
)
GROUP BY key
)
)
WHERE (sessions > 0 OR events > 0)
ORDER BY question, sessions DESC, visitors DESC, events DESC, key
LIMIT {p35:UInt32} BY question;

SELECT profile_id, alias FROM (
  SELECT DISTINCT profile_id, alias
FROM analytics.profile_changes
WHERE project_id = {p0:String} AND kind = 'alias' AND alias != ''
  UNION ALL
  SELECT '' AS profile_id, '' AS alias
  FROM (SELECT 1 FROM analytics.profile_activity WHERE project_id = {p1:String} LIMIT 1)
);

SELECT toUInt8({p0:UInt32}) AS place, key_0 AS key, uniqExact(person) AS people
FROM (
  SELECT key_0, if(is_identified, identified_as, own_key) AS person
  FROM (
  SELECT {p1:Int64} + intDiv(toUnixTimestamp64Milli(toDateTime64(slot, 3, 'UTC')) - {p2:Int64}, {p3:Int64}) * {p4:Int64} AS key_0, is_profile, own_hash AS own_key
  FROM analytics.activity_slots
  WHERE project_id = {p5:String} AND seal IN {p6:Array(Int64)} AND slot >= {p7:DateTime('UTC')} AND slot < {p8:DateTime('UTC')}
    AND own_hash != cityHash64('')
    UNION ALL
    SELECT {p9:Int64} + intDiv(toUnixTimestamp64Milli(timestamp) - {p10:Int64}, {p11:Int64}) * {p12:Int64} AS key_0, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events WHERE project_id = {p13:String} AND toDate(timestamp) IN {p14:Array(Date)} AND timestamp >= {p15:DateTime64(3, 'UTC')} AND timestamp < {p16:DateTime64(3, 'UTC')} AND (profile_id != '' OR device_id != '')
  GROUP BY key_0, is_profile, own_key
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, reinterpretAsUInt64(max(newest_profile)) AS identified_as, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p17:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
)
GROUP BY GROUPING SETS ((key_0));
