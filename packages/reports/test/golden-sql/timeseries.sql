SELECT
  count() AS parts, toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String} AND table IN ('events', 'sealed_days', 'day_seams');

SELECT key, groupBitmapMerge(devices) + sum(unnumbered) AS visitors, sum(page_views) AS page_views, sum(events) AS events, sum(revenue) AS revenue, sum(sessions) AS sessions, sum(viewed) AS viewed, sum(bounced) AS bounced, sum(duration_ms) AS duration_ms
FROM (
  SELECT {p0:Int64} + intDiv(toUnixTimestamp64Milli(toDateTime64(toDateTime(day, 'UTC') + toIntervalHour(toUInt8OrZero(value)), 3, 'UTC')) - {p1:Int64}, {p2:Int64}) * {p3:Int64} AS key, devices AS devices, toUInt64(0) AS unnumbered, page_views AS page_views, events AS events, revenue AS revenue, sessions AS sessions, viewed AS viewed, bounced AS bounced, duration_ms AS duration_ms
  FROM analytics.day_totals
  WHERE project_id = {p4:String} AND seal IN {p5:Array(Int64)} AND dimension IN {p6:Array(String)}
  UNION ALL
  SELECT {p7:Int64} + intDiv(toUnixTimestamp64Milli(at) - {p8:Int64}, {p9:Int64}) * {p10:Int64} AS key, groupBitmapStateIf(number, number > 0 AND 1) AS devices, uniqExactIf(device_hash, number = 0 AND device_hash NOT IN (0, cityHash64('')) AND 1) AS unnumbered, sum(page_views) AS page_views, sum(events) AS events, sum(revenue) AS revenue, toUInt64(0) AS sessions, toUInt64(0) AS viewed, toUInt64(0) AS bounced, toInt64(0) AS duration_ms
  FROM (
    SELECT timestamp AS at, number, device_hash, toUInt32(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, toUInt32(1) AS events, revenue
    FROM (
      SELECT of_events.*, numbers.number AS number
      FROM (SELECT timestamp, name, revenue, cityHash64(device_id) AS device_hash FROM analytics.events WHERE project_id = {p11:String} AND toDate(timestamp) IN {p12:Array(Date)} AND timestamp >= {p13:DateTime64(3, 'UTC')} AND timestamp < {p14:DateTime64(3, 'UTC')}) AS of_events
      LEFT ANY JOIN (
        SELECT device_hash, number FROM analytics.device_numbers
        WHERE project_id = {p15:String} AND numbering = {p16:UInt32}
          AND device_hash IN (SELECT cityHash64(device_id) FROM analytics.events WHERE project_id = {p17:String} AND toDate(timestamp) IN {p18:Array(Date)} AND timestamp >= {p19:DateTime64(3, 'UTC')} AND timestamp < {p20:DateTime64(3, 'UTC')})
      ) AS numbers ON of_events.device_hash = numbers.device_hash
    )
  ) GROUP BY key
  UNION ALL
  SELECT {p21:Int64} + intDiv(toUnixTimestamp64Milli(started) - {p22:Int64}, {p23:Int64}) * {p24:Int64} AS key, groupBitmapStateIf(toUInt32(0), 0) AS devices, toUInt64(0) AS unnumbered, toUInt64(0) AS page_views, toUInt64(0) AS events, toDecimal128(0, 6) AS revenue, count() AS sessions, countIf(views > 0) AS viewed, countIf(views = 1 AND custom = 0) AS bounced, sum(toUnixTimestamp64Milli(ended) - toUnixTimestamp64Milli(started)) AS duration_ms
  FROM (SELECT session_hash, min(started_at) AS started, max(ended_at) AS ended, sum(page_views) AS views, max(has_custom_event) AS custom
  FROM (
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at, max(timestamp) AS ended_at, countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, max(NOT name IN ('screen_view', 'page_view', '$pageview') AND name NOT IN ('session_start', 'session_end')) AS has_custom_event
    FROM analytics.events
    WHERE project_id = {p25:String} AND toDate(timestamp) IN {p26:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING started >= {p27:DateTime64(3, 'UTC')} AND started < {p28:DateTime64(3, 'UTC')}) GROUP BY key
)
GROUP BY key;
