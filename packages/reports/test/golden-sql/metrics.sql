SELECT toUInt32(day) AS day, newest.3 AS seal, toUnixTimestamp64Milli(newest.4) AS sealed_at, (events = newest.1 AND ids = newest.2) AS is_intact, events, toString(ids) AS checksum
FROM (
  SELECT toDate(timestamp) AS day, count() AS events, sum(cityHash64(id)) AS ids
  FROM analytics.events
  WHERE project_id = {p0:String}
  GROUP BY day
) AS stored
LEFT JOIN (
  SELECT day, argMax((events, checksum, seal, sealed_at), (sealed_at, seal)) AS newest
  FROM analytics.sealed_days
  WHERE project_id = {p1:String}
  GROUP BY day
) AS sealed_days ON stored.day = sealed_days.day;

SELECT
  toString(session_hash) AS hash,
  toUnixTimestamp64Milli(min(started_at)) AS started, toUnixTimestamp64Milli(max(ended_at)) AS ended,
  groupArrayIf(seal, seal > 0) AS seals, min(seal) = 0 AS is_open, minIf(spans_days, seal > 0) AS is_marked
FROM (
  SELECT session_hash, seal, spans_days, started_at, ended_at FROM analytics.session_days
  WHERE project_id = {p0:String} AND seal IN {p1:Array(Int64)} AND session_hash IN (SELECT session_hash FROM analytics.spanning_sessions WHERE project_id = {p2:String} UNION ALL SELECT DISTINCT cityHash64(session_id) FROM analytics.events WHERE project_id = {p3:String} AND toDate(timestamp) IN {p4:Array(Date)} AND session_id != '')
  UNION ALL
  SELECT cityHash64(session_id) AS session_hash, 0 AS seal, 0 AS spans_days, min(timestamp) AS started_at, max(timestamp) AS ended_at
  FROM analytics.events
  WHERE project_id = {p5:String} AND toDate(timestamp) IN {p6:Array(Date)} AND session_id != ''
  GROUP BY session_id
)
GROUP BY session_hash
HAVING count() > 1 OR max(spans_days)
LIMIT {p7:UInt32};

SELECT * FROM (
  SELECT uniqExactIf(device_hash, device_hash != cityHash64('')) AS visitors, sum(page_views) AS screen_views, sum(events) AS events, sum(revenue) AS revenue
  FROM (
    SELECT device_hash, page_views, events, revenue FROM analytics.activity_slots
    WHERE project_id = {p0:String} AND seal IN {p1:Array(Int64)} AND slot >= {p2:DateTime('UTC')} AND slot < {p3:DateTime('UTC')}
    UNION ALL
    SELECT cityHash64(device_id) AS device_hash, toUInt32(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, toUInt32(1) AS events, revenue FROM analytics.events
    WHERE project_id = {p4:String} AND toDate(timestamp) IN {p5:Array(Date)} AND timestamp >= {p6:DateTime64(3, 'UTC')} AND timestamp < {p7:DateTime64(3, 'UTC')}
  )
) AS of_events CROSS JOIN (
  SELECT
    count() AS sessions,
    sum(toUnixTimestamp64Milli(ended) - toUnixTimestamp64Milli(started)) AS duration_ms,
    countIf(views > 0) AS viewed,
    countIf(views = 1 AND custom = 0) AS bounced
  FROM (SELECT session_hash, started_at AS started, ended_at AS ended, page_views AS views, has_custom_event AS custom
  FROM analytics.session_days
  WHERE project_id = {p8:String} AND seal IN {p9:Array(Int64)} AND started_at >= {p10:DateTime64(3, 'UTC')} AND started_at < {p11:DateTime64(3, 'UTC')}
    AND NOT spans_days
  UNION ALL
  SELECT session_hash, min(started_at) AS started, max(ended_at) AS ended, sum(page_views) AS views, max(has_custom_event) AS custom
  FROM (
    SELECT session_hash, started_at, ended_at, page_views, has_custom_event FROM analytics.session_days
    WHERE project_id = {p12:String} AND seal IN {p13:Array(Int64)} AND spans_days
    UNION ALL
    SELECT session_hash, min(timestamp) AS started_at, max(timestamp) AS ended_at, countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, max(NOT name IN ('screen_view', 'page_view', '$pageview') AND name NOT IN ('session_start', 'session_end')) AS has_custom_event
    FROM (SELECT *, cityHash64(session_id) AS session_hash FROM analytics.events WHERE project_id = {p14:String} AND toDate(timestamp) IN {p15:Array(Date)} AND session_id != '')
    WHERE 1
    GROUP BY session_hash
  )
  GROUP BY session_hash
  HAVING started >= {p16:DateTime64(3, 'UTC')} AND started < {p17:DateTime64(3, 'UTC')})
) AS of_sessions;
