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

SELECT path, sum(views) AS page_views
FROM (
  SELECT path, views FROM analytics.page_slots
    WHERE project_id = {p0:String} AND seal IN {p1:Array(Int64)} AND slot >= {p2:DateTime('UTC')} AND slot < {p3:DateTime('UTC')}
    UNION ALL
    SELECT path, toUInt32(1) AS views FROM analytics.events
    WHERE project_id = {p4:String} AND toDate(timestamp) IN {p5:Array(Date)} AND name IN ('screen_view', 'page_view', '$pageview') AND timestamp >= {p6:DateTime64(3, 'UTC')} AND timestamp < {p7:DateTime64(3, 'UTC')}
)
GROUP BY path
ORDER BY page_views DESC, path
LIMIT {p8:UInt32} OFFSET {p9:UInt32};

SELECT page, page_views, visitors, sessions, entered, bounced, duration_ms, durations
FROM (
  SELECT
    path AS page,
    sumIf(views, in_range) AS page_views,
    uniqExactIf(device_hash, in_range AND device_hash != cityHash64('')) AS visitors,
    countIf(is_session) + uniqExactIf(session_hash, in_session) AS sessions,
    sumIf(durations, in_range) AS durations,
    sumIf(duration_ms, in_range) AS duration_ms
  FROM (
    SELECT path, session_hash, device_hash, views, durations, duration_ms,
      slot < {p0:DateTime('UTC')} AS in_range, is_first AND slot - slots_before * {p1:UInt32} >= {p2:DateTime('UTC')} AND slot - slots_before * {p3:UInt32} < {p4:DateTime('UTC')} AS is_session, 0 AS in_session
    FROM analytics.page_slots
    WHERE project_id = {p5:String} AND seal IN {p6:Array(Int64)} AND NOT spans_days AND slot >= {p7:DateTime('UTC')}
    UNION ALL
    SELECT path, session_hash, device_hash, views, durations, duration_ms,
      slot < {p8:DateTime('UTC')} AS in_range, 0 AS is_session, session_hash IN {p9:Array(UInt64)} AS in_session
    FROM analytics.page_slots
    WHERE project_id = {p10:String} AND seal IN {p11:Array(Int64)} AND spans_days AND slot >= {p12:DateTime('UTC')}
    UNION ALL
    SELECT path, session_hash, device_hash, toUInt32(1) AS views,
      toUInt32(next_at IS NOT NULL) AS durations, toUInt64(ifNull(next_at, at) - at) AS duration_ms,
      timestamp >= {p13:DateTime64(3, 'UTC')} AND timestamp < {p14:DateTime64(3, 'UTC')} AS in_range, 0 AS is_session, session_hash IN (SELECT session_hash FROM (SELECT session_hash, min(started_at) AS started
  FROM (
    SELECT session_hash, started_at FROM analytics.session_days
    WHERE project_id = {p15:String} AND seal IN {p16:Array(Int64)} AND spans_days
    UNION ALL
    SELECT session_hash, min(timestamp) AS started_at
    FROM (SELECT *, cityHash64(session_id) AS session_hash FROM analytics.events WHERE project_id = {p17:String} AND toDate(timestamp) IN {p18:Array(Date)} AND session_id != '')
    WHERE 1
    GROUP BY session_hash
  )
  GROUP BY session_hash
  HAVING started >= {p19:DateTime64(3, 'UTC')} AND started < {p20:DateTime64(3, 'UTC')})) AS in_session
    FROM (
      SELECT path, name, timestamp, toUnixTimestamp64Milli(timestamp) AS at, cityHash64(session_id) AS session_hash, cityHash64(device_id) AS device_hash,
        if(session_id = '', NULL, leadInFrame(toNullable(toUnixTimestamp64Milli(timestamp))) OVER (
          PARTITION BY session_id, toDate(timestamp) ORDER BY timestamp, id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        )) AS next_at
      FROM analytics.events
      WHERE project_id = {p21:String} AND toDate(timestamp) IN {p22:Array(Date)} AND timestamp >= {p23:DateTime64(3, 'UTC')}
    )
    WHERE name IN ('screen_view', 'page_view', '$pageview')
    UNION ALL
    SELECT path, cityHash64('') AS session_hash, cityHash64('') AS device_hash, toUInt32(0) AS views, toUInt32(1) AS durations,
      toUInt64(next_at - toUnixTimestamp64Milli(ended_at)) AS duration_ms, 1 AS in_range, 0 AS is_session, 0 AS in_session
    FROM (
      SELECT exit_path AS path, ended_at, ends_with_view,
        leadInFrame(toNullable(toUnixTimestamp64Milli(started_at))) OVER (
          PARTITION BY session_hash ORDER BY started_at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS next_at
      FROM (
        SELECT session_hash, started_at, ended_at, ends_with_view, exit_path FROM analytics.session_days
    WHERE project_id = {p24:String} AND seal IN {p25:Array(Int64)} AND spans_days
    UNION ALL
    SELECT session_hash, min(timestamp) AS started_at, max(timestamp) AS ended_at, argMax(name IN ('screen_view', 'page_view', '$pageview'), (timestamp, id)) AS ends_with_view, argMaxIf(path, (timestamp, id), name IN ('screen_view', 'page_view', '$pageview')) AS exit_path
    FROM (SELECT *, cityHash64(session_id) AS session_hash FROM analytics.events WHERE project_id = {p26:String} AND toDate(timestamp) IN {p27:Array(Date)} AND session_id != '')
    WHERE 1
    GROUP BY session_hash, toDate(timestamp)
      )
    )
    WHERE ends_with_view AND next_at IS NOT NULL AND ended_at >= {p28:DateTime64(3, 'UTC')} AND ended_at < {p29:DateTime64(3, 'UTC')}
  )
  GROUP BY page
  HAVING page_views > 0 OR sessions > 0
  ORDER BY page_views DESC, page
  LIMIT {p30:UInt32} OFFSET {p31:UInt32}
) AS viewed
LEFT ANY JOIN (
  SELECT entered_on, count() AS entered, countIf(views = 1 AND custom = 0) AS bounced
  FROM (SELECT session_hash, started_at AS started, page_views AS views, has_custom_event AS custom, entry_path AS entered_on
  FROM analytics.session_days
  WHERE project_id = {p32:String} AND seal IN {p33:Array(Int64)} AND started_at >= {p34:DateTime64(3, 'UTC')} AND started_at < {p35:DateTime64(3, 'UTC')}
    AND NOT spans_days
  UNION ALL
  SELECT session_hash, min(started_at) AS started, sum(page_views) AS views, max(has_custom_event) AS custom, argMinIf(entry_path, started_at, page_views > 0) AS entered_on
  FROM (
    SELECT session_hash, started_at, page_views, has_custom_event, entry_path FROM analytics.session_days
    WHERE project_id = {p36:String} AND seal IN {p37:Array(Int64)} AND spans_days
    UNION ALL
    SELECT session_hash, min(timestamp) AS started_at, countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, max(NOT name IN ('screen_view', 'page_view', '$pageview') AND name NOT IN ('session_start', 'session_end')) AS has_custom_event, argMinIf(path, (timestamp, id), name IN ('screen_view', 'page_view', '$pageview')) AS entry_path
    FROM (SELECT *, cityHash64(session_id) AS session_hash FROM analytics.events WHERE project_id = {p38:String} AND toDate(timestamp) IN {p39:Array(Date)} AND session_id != '')
    WHERE 1
    GROUP BY session_hash
  )
  GROUP BY session_hash
  HAVING started >= {p40:DateTime64(3, 'UTC')} AND started < {p41:DateTime64(3, 'UTC')})
  WHERE views > 0
  GROUP BY entered_on
) AS entries ON viewed.page = entries.entered_on

ORDER BY page_views DESC, page;
