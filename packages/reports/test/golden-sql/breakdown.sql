SELECT
  count() AS parts, toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String} AND table IN ('events', 'sealed_days', 'day_seams');

SELECT tupleElement(key, 1) AS fact, tupleElement(key, 2) AS name, sessions, visitors AS unique_visitors, page_views AS screen_views, revenue
FROM (
SELECT key, groupBitmapMerge(devices) + sum(unnumbered) AS visitors, sum(sessions) AS sessions, sum(page_views) AS page_views, sum(revenue) AS revenue, sum(events) AS events
FROM (
  SELECT (toString(dimension), value) AS key, devices AS devices, toUInt64(0) AS unnumbered, sessions AS sessions, page_views AS page_views, revenue AS revenue, events AS events
  FROM analytics.day_totals
  WHERE project_id = {p0:String} AND seal IN {p1:Array(Int64)} AND dimension IN {p2:Array(String)}
  UNION ALL
  SELECT fact AS key, groupBitmapStateIf(number, number > 0 AND in_range) AS devices, uniqExactIf(device_hash, number = 0 AND device_hash NOT IN (0, cityHash64('')) AND in_range) AS unnumbered, countIf(is_session) + uniqExactIf(session_hash, in_session) AS sessions, sumIf(page_views, in_range) AS page_views, sumIf(revenue, in_range) AS revenue, countIf(in_range) AS events
  FROM (
  SELECT if(is_joined, first_channel, of_channel) AS of_channel, session_hash, number, device_hash, page_views, revenue, in_range, is_session, in_session
    FROM (
      SELECT toString(channel) AS of_channel, session_hash, number, device_hash, toUInt32(is_view) AS page_views, revenue,
      timestamp >= {p3:DateTime64(3, 'UTC')} AND timestamp < {p4:DateTime64(3, 'UTC')} AS in_range, 0 AS is_session, session_hash IN (SELECT session_hash FROM (SELECT session_hash, min(started_at) AS started
  FROM (
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at
    FROM analytics.events
    WHERE project_id = {p5:String} AND toDate(timestamp) IN {p6:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING started >= {p7:DateTime64(3, 'UTC')} AND started < {p8:DateTime64(3, 'UTC')})) AS in_session
    FROM (
      SELECT of_events.*, numbers.number AS number
      FROM (SELECT timestamp, name IN ('screen_view', 'page_view', '$pageview') AS is_view, revenue, channel, cityHash64(session_id) AS session_hash, cityHash64(device_id) AS device_hash FROM analytics.events WHERE project_id = {p9:String} AND toDate(timestamp) IN {p10:Array(Date)} AND timestamp >= {p11:DateTime64(3, 'UTC')}) AS of_events
      LEFT ANY JOIN (
        SELECT device_hash, number FROM analytics.device_numbers
        WHERE project_id = {p12:String} AND numbering = {p13:UInt32}
          AND device_hash IN (SELECT cityHash64(device_id) FROM analytics.events WHERE project_id = {p14:String} AND toDate(timestamp) IN {p15:Array(Date)} AND timestamp >= {p16:DateTime64(3, 'UTC')})
      ) AS numbers ON of_events.device_hash = numbers.device_hash
    )
    ) AS several LEFT ANY JOIN (
      SELECT session_hash AS spanning_hash, first_channel, 1 AS is_joined
      FROM (SELECT session_hash, min(started_at) AS started, argMin(channel, started_at) AS first_channel
  FROM (
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at, toString(argMin(channel, (timestamp, id))) AS channel
    FROM analytics.events
    WHERE project_id = {p17:String} AND toDate(timestamp) IN {p18:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING 1)
    ) AS firsts ON several.session_hash = firsts.spanning_hash
  ) ARRAY JOIN [({p19:String}, of_channel)] AS fact GROUP BY key
)
GROUP BY key
)
WHERE sessions > 0 OR events > 0
ORDER BY fact, sessions DESC, unique_visitors DESC, name
LIMIT {p20:UInt32} BY fact;
