SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT key AS page, page_views, visitors, sessions, viewed AS entered, bounced, duration_ms, durations, unlisted
FROM (
SELECT key, groupBitmapMerge(devices) + uniqExactMerge(unnumbered) AS visitors, sum(page_views) AS page_views, sum(sessions) AS sessions, sum(viewed) AS viewed, sum(bounced) AS bounced, sum(durations) AS durations, sum(duration_ms) AS duration_ms, max(unlisted) AS unlisted
FROM (
  SELECT value AS key, devices AS devices, arrayReduce('uniqExactState', emptyArrayUInt64()) AS unnumbered, page_views AS page_views, sessions AS sessions, viewed AS viewed, bounced AS bounced, durations AS durations, duration_ms AS duration_ms, toUInt8(0) AS unlisted
  FROM analytics.day_totals
  WHERE project_id = {p0:String} AND seal IN {p1:Array(Int64)} AND day >= toDate({p2:DateTime('UTC')}) AND day <= toDate({p3:DateTime('UTC')}) AND dimension IN {p4:Array(String)}
  UNION ALL
  SELECT path AS key, groupBitmapStateIf(number, number > 0 AND in_range) AS devices, uniqExactStateIf(device_hash, number = 0 AND device_hash NOT IN (0, cityHash64('')) AND in_range) AS unnumbered, sumIf(views, in_range) AS page_views, countIf(is_session) + uniqExactIf(session_hash, in_session) AS sessions, toUInt64(0) AS viewed, toUInt64(0) AS bounced, sumIf(durations, in_range) AS durations, toInt64(sumIf(duration_ms, in_range)) AS duration_ms, max(number = {p5:UInt32}) AS unlisted
  FROM (
  SELECT path, session_hash, number, device_hash, toUInt32(1) AS views,
      toUInt32(next_at IS NOT NULL) AS durations, toUInt64(ifNull(next_at, at) - at) AS duration_ms,
      timestamp >= {p6:DateTime64(3, 'UTC')} AND timestamp < {p7:DateTime64(3, 'UTC')} AS in_range, 0 AS is_session, session_hash IN (SELECT session_hash FROM (SELECT session_hash, min(started_at) AS started
  FROM (
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at
    FROM analytics.events
    WHERE project_id = {p8:String} AND toDate(timestamp) IN {p9:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING started >= {p10:DateTime64(3, 'UTC')} AND started < {p11:DateTime64(3, 'UTC')})) AS in_session
    FROM (
      SELECT path, is_view, timestamp, at, session_hash, number, device_hash,
        if(session_hash = cityHash64(''), NULL, leadInFrame(toNullable(at)) OVER (
          PARTITION BY session_hash, toDate(timestamp) ORDER BY place ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        )) AS next_at
      FROM (SELECT path, (name IN ('screen_view', 'page_view', '$pageview')) AS is_view, timestamp, toUnixTimestamp64Milli(timestamp) AS at, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)) AS place, cityHash64(session_id) AS session_hash, cityHash64(device_id) AS device_hash, toUInt32(transform(cityHash64(device_id), {p12:Array(UInt64)}, {p13:Array(Int64)}, {p14:Int64})) AS number FROM analytics.events WHERE project_id = {p15:String} AND toDate(timestamp) IN {p16:Array(Date)} AND timestamp >= {p17:DateTime64(3, 'UTC')})
    )
    WHERE is_view
    UNION ALL
    SELECT path, cityHash64('') AS session_hash, toUInt32(0) AS number, toUInt64(0) AS device_hash, toUInt32(0) AS views, toUInt32(1) AS durations,
      toUInt64(next_at - toUnixTimestamp64Milli(ended_at)) AS duration_ms, 1 AS in_range, 0 AS is_session, 0 AS in_session
    FROM (
      SELECT exit_path AS path, ended_at, ends_with_view AS is_paused,
        leadInFrame(toNullable(toUnixTimestamp64Milli(started_at))) OVER (
          PARTITION BY session_hash ORDER BY started_at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS next_at
      FROM (
        SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at, max(timestamp) AS ended_at, argMax(name IN ('screen_view', 'page_view', '$pageview'), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))) AS ends_with_view, argMaxIf(path, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), name IN ('screen_view', 'page_view', '$pageview')) AS exit_path
    FROM analytics.events
    WHERE project_id = {p18:String} AND toDate(timestamp) IN {p19:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
      )
    )
    WHERE is_paused AND next_at IS NOT NULL AND ended_at >= {p20:DateTime64(3, 'UTC')} AND ended_at < {p21:DateTime64(3, 'UTC')}
  ) GROUP BY key
  UNION ALL
  SELECT entered_on AS key, groupBitmapStateIf(toUInt32(0), 0) AS devices, uniqExactStateIf(toUInt64(0), 0) AS unnumbered, toUInt64(0) AS page_views, toUInt64(0) AS sessions, count() AS viewed, countIf(views = 1 AND custom = 0) AS bounced, toUInt64(0) AS durations, toInt64(0) AS duration_ms, toUInt8(0) AS unlisted
  FROM (SELECT session_hash, min(started_at) AS started, sum(page_views) AS views, max(has_custom_event) AS custom, argMinIf(entry_path, started_at, page_views > 0) AS entered_on
  FROM (
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at, countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, max(NOT name IN ('screen_view', 'page_view', '$pageview') AND name NOT IN ('session_start', 'session_end')) AS has_custom_event, argMinIf(path, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), name IN ('screen_view', 'page_view', '$pageview')) AS entry_path
    FROM analytics.events
    WHERE project_id = {p22:String} AND toDate(timestamp) IN {p23:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING started >= {p24:DateTime64(3, 'UTC')} AND started < {p25:DateTime64(3, 'UTC')}) WHERE views > 0 GROUP BY key
)
GROUP BY key
)
WHERE page_views > 0
ORDER BY page_views DESC, page
LIMIT {p26:UInt32};

SELECT toUInt8({p0:UInt32}) AS place, key_0 AS key, uniqExact(person) AS people
FROM (
  SELECT key_0, bitXor(own_key, key_difference) AS person
  FROM (
  SELECT path AS key_0, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events WHERE project_id = {p1:String} AND timestamp >= {p2:DateTime64(3, 'UTC')} AND timestamp < {p3:DateTime64(3, 'UTC')} AND name IN ('screen_view', 'page_view', '$pageview') AND has({p4:Array(String)}, path) AND (profile_id != '' OR device_id != '')
  GROUP BY key_0, is_profile, own_key
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p5:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
)
GROUP BY GROUPING SETS ((key_0));
