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
  toString(name) AS name,
  countIf(is_session) + uniqExactIf(session_hash, in_session) AS sessions,
  uniqExactIf(device_hash, in_range AND device_hash != cityHash64('')) AS unique_visitors,
  sumIf(page_views, in_range) AS screen_views,
  sumIf(revenue, in_range) AS revenue
FROM (
  SELECT channel AS name,
      session_hash, device_hash, page_views, revenue, slot >= {p0:DateTime('UTC')} AND slot < {p1:DateTime('UTC')} AS in_range, starts AND in_range AND NOT is_mixed AS is_session, is_mixed AND slot - slots_before * {p2:UInt32} >= {p3:DateTime('UTC')} AND slot - slots_before * {p4:UInt32} < {p5:DateTime('UTC')} AS in_session
    FROM analytics.activity_slots
    WHERE project_id = {p6:String} AND seal IN {p7:Array(Int64)} AND slot >= {p8:DateTime('UTC')} AND (slot < {p9:DateTime('UTC')} OR is_mixed) AND NOT spans_days
    UNION ALL
    SELECT if(is_joined, first_fact, toString(channel)) AS name,
      session_hash, device_hash, page_views, revenue, slot >= {p10:DateTime('UTC')} AND slot < {p11:DateTime('UTC')} AS in_range, 0 AS is_session, session_hash IN {p12:Array(UInt64)} AS in_session
    FROM analytics.activity_slots LEFT ANY JOIN (
      SELECT session_hash AS spanning_hash, first_channel AS first_fact, 1 AS is_joined FROM (SELECT session_hash, min(started_at) AS started, argMin(channel, started_at) AS first_channel
  FROM (
    SELECT session_hash, started_at, toString(channel) AS channel FROM analytics.session_days
    WHERE project_id = {p13:String} AND seal IN {p14:Array(Int64)} AND spans_days
    UNION ALL
    SELECT session_hash, min(timestamp) AS started_at, toString(argMin(channel, (timestamp, id))) AS channel
    FROM (SELECT *, cityHash64(session_id) AS session_hash FROM analytics.events WHERE project_id = {p15:String} AND toDate(timestamp) IN {p16:Array(Date)} AND session_id != '')
    WHERE 1
    GROUP BY session_hash
  )
  GROUP BY session_hash
  HAVING 1)
    ) AS firsts ON session_hash = firsts.spanning_hash
    WHERE project_id = {p17:String} AND seal IN {p18:Array(Int64)} AND slot >= {p19:DateTime('UTC')} AND spans_days
    UNION ALL
    SELECT if(is_joined, first_fact, toString(channel)) AS name, session_hash, cityHash64(device_id) AS device_hash, toUInt32(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, revenue,
      timestamp >= {p20:DateTime64(3, 'UTC')} AND timestamp < {p21:DateTime64(3, 'UTC')} AS in_range, 0 AS is_session, session_hash IN (SELECT session_hash FROM (SELECT session_hash, min(started_at) AS started
  FROM (
    SELECT session_hash, started_at FROM analytics.session_days
    WHERE project_id = {p22:String} AND seal IN {p23:Array(Int64)} AND spans_days
    UNION ALL
    SELECT session_hash, min(timestamp) AS started_at
    FROM (SELECT *, cityHash64(session_id) AS session_hash FROM analytics.events WHERE project_id = {p24:String} AND toDate(timestamp) IN {p25:Array(Date)} AND session_id != '')
    WHERE 1
    GROUP BY session_hash
  )
  GROUP BY session_hash
  HAVING started >= {p26:DateTime64(3, 'UTC')} AND started < {p27:DateTime64(3, 'UTC')})) AS in_session
    FROM (SELECT *, cityHash64(session_id) AS session_hash FROM analytics.events WHERE project_id = {p28:String} AND toDate(timestamp) IN {p29:Array(Date)} AND timestamp >= {p30:DateTime64(3, 'UTC')}) AS open_events LEFT ANY JOIN (
      SELECT session_hash AS spanning_hash, first_channel AS first_fact, 1 AS is_joined FROM (SELECT session_hash, min(started_at) AS started, argMin(channel, started_at) AS first_channel
  FROM (
    SELECT session_hash, started_at, toString(channel) AS channel FROM analytics.session_days
    WHERE project_id = {p31:String} AND seal IN {p32:Array(Int64)} AND spans_days
    UNION ALL
    SELECT session_hash, min(timestamp) AS started_at, toString(argMin(channel, (timestamp, id))) AS channel
    FROM (SELECT *, cityHash64(session_id) AS session_hash FROM analytics.events WHERE project_id = {p33:String} AND toDate(timestamp) IN {p34:Array(Date)} AND session_id != '')
    WHERE 1
    GROUP BY session_hash
  )
  GROUP BY session_hash
  HAVING 1)
    ) AS firsts ON session_hash = firsts.spanning_hash
)
GROUP BY name
HAVING sessions > 0 OR countIf(in_range) > 0
ORDER BY sessions DESC, unique_visitors DESC, name
LIMIT {p35:UInt32} OFFSET {p36:UInt32};
