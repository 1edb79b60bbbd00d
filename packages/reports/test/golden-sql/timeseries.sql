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
  {p0:Int64} + intDiv(toUnixTimestamp64Milli(at) - {p1:Int64}, {p2:Int64}) * {p3:Int64} AS bucket,
  uniqExactIf(device_hash, device_hash != cityHash64('')) AS visitors, sum(page_views) AS screen_views, sum(events) AS events
FROM (
  SELECT toDateTime64(slot, 3, 'UTC') AS at, device_hash, page_views, events FROM analytics.activity_slots
    WHERE project_id = {p4:String} AND seal IN {p5:Array(Int64)} AND slot >= {p6:DateTime('UTC')} AND slot < {p7:DateTime('UTC')}
    UNION ALL
    SELECT timestamp AS at, cityHash64(device_id) AS device_hash, toUInt32(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, toUInt32(1) AS events FROM analytics.events
    WHERE project_id = {p8:String} AND toDate(timestamp) IN {p9:Array(Date)} AND timestamp >= {p10:DateTime64(3, 'UTC')} AND timestamp < {p11:DateTime64(3, 'UTC')}
)
GROUP BY bucket;

SELECT
  {p0:Int64} + intDiv(toUnixTimestamp64Milli(started) - {p1:Int64}, {p2:Int64}) * {p3:Int64} AS bucket,
  count() AS sessions,
  sum(toUnixTimestamp64Milli(ended) - toUnixTimestamp64Milli(started)) AS duration_ms,
  countIf(views > 0) AS viewed,
  countIf(views = 1 AND custom = 0) AS bounced
FROM (SELECT session_hash, started_at AS started, ended_at AS ended, page_views AS views, has_custom_event AS custom
  FROM analytics.session_days
  WHERE project_id = {p4:String} AND seal IN {p5:Array(Int64)} AND started_at >= {p6:DateTime64(3, 'UTC')} AND started_at < {p7:DateTime64(3, 'UTC')}
    AND NOT spans_days
  UNION ALL
  SELECT session_hash, min(started_at) AS started, max(ended_at) AS ended, sum(page_views) AS views, max(has_custom_event) AS custom
  FROM (
    SELECT session_hash, started_at, ended_at, page_views, has_custom_event FROM analytics.session_days
    WHERE project_id = {p8:String} AND seal IN {p9:Array(Int64)} AND spans_days
    UNION ALL
    SELECT session_hash, min(timestamp) AS started_at, max(timestamp) AS ended_at, countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, max(NOT name IN ('screen_view', 'page_view', '$pageview') AND name NOT IN ('session_start', 'session_end')) AS has_custom_event
    FROM (SELECT *, cityHash64(session_id) AS session_hash FROM analytics.events WHERE project_id = {p10:String} AND toDate(timestamp) IN {p11:Array(Date)} AND session_id != '')
    WHERE 1
    GROUP BY session_hash
  )
  GROUP BY session_hash
  HAVING started >= {p12:DateTime64(3, 'UTC')} AND started < {p13:DateTime64(3, 'UTC')})
GROUP BY bucket;
