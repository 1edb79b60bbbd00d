SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT toString(session_hash) AS hash, toUInt32(toDate(started)) AS first_day, toUInt32(toDate(ended)) AS last_day FROM (SELECT session_hash, started_at AS started, ended_at AS ended
  FROM analytics.session_days
  WHERE project_id = {p0:String} AND seal IN {p1:Array(Int64)}
    AND NOT (spans_days)
  UNION ALL
  SELECT session_hash, min(started_at) AS started, max(ended_at) AS ended
  FROM (
    SELECT session_hash, started_at, ended_at FROM analytics.session_days
    WHERE project_id = {p2:String} AND seal IN {p3:Array(Int64)} AND spans_days
    UNION ALL
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at, max(timestamp) AS ended_at
    FROM analytics.events
    WHERE project_id = {p4:String} AND toDate(timestamp) IN {p5:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING started >= {p6:DateTime64(3, 'UTC')} AND started < {p7:DateTime64(3, 'UTC')}) ORDER BY started DESC LIMIT {p8:UInt32} WITH TIES;

SELECT
  session_id AS id, argMin(device_id, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))) AS device_id, max(profile_id) AS profile_id,
  toUnixTimestamp64Milli(min(timestamp)) AS started_ms, toUnixTimestamp64Milli(max(timestamp)) AS ended_ms,
  countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, count() AS events,
  page_views = 1 AND max(NOT name IN ('screen_view', 'page_view', '$pageview') AND name NOT IN ('session_start', 'session_end')) = 0 AS bounced,
  argMinIf(path, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), name IN ('screen_view', 'page_view', '$pageview')) AS entry_path, argMaxIf(path, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), name IN ('screen_view', 'page_view', '$pageview')) AS exit_path,
  sum(if(currency IN ('', {p0:String}), revenue, toDecimal64(0, 6))) AS revenue, CAST((toString(argMin(referrer, bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))), toString(argMin(referrer_name, bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))), toString(argMin(referrer_type, bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))), toString(argMin(channel, bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))), toString(argMin(utm_source, bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))), toString(argMin(utm_medium, bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))), toString(argMin(utm_campaign, bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))), toString(argMin(country, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)))), toString(argMin(region, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)))), toString(argMin(city, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)))), toString(argMin(os, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)))), toString(argMin(browser, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)))), toString(argMin(device, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))), 'Tuple(referrer String, referrer_name String, referrer_type String, channel String, utm_source String, utm_medium String, utm_campaign String, country String, region String, city String, os String, browser String, device String)') AS first
FROM analytics.events
WHERE project_id = {p1:String}
  AND toDate(timestamp) >= toDate({p2:UInt32}) AND toDate(timestamp) <= toDate({p3:UInt32})
  AND cityHash64(session_id) IN {p4:Array(UInt64)}
GROUP BY session_id;
