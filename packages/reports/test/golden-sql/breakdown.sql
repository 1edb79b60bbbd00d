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
  SELECT (toUInt8({p0:UInt32}), value) AS key, devices AS devices, arrayReduce('uniqExactState', emptyArrayUInt64()) AS unnumbered, page_views AS page_views, events AS events, revenue AS revenue, sessions AS sessions, viewed AS viewed, bounced AS bounced, duration_ms AS duration_ms, toUInt8(0) AS unlisted
  FROM analytics.day_totals
  WHERE project_id = {p1:String} AND seal IN {p2:Array(Int64)} AND day >= toDate({p3:DateTime('UTC')}) AND day <= toDate({p4:DateTime('UTC')}) AND dimension IN {p5:Array(String)}
  UNION ALL
  SELECT arrayJoin([(toUInt8({p6:UInt32}), toString(of_channel))]) AS key, groupBitmapStateIf(number, number > 0 AND in_range) AS devices, uniqExactStateIf(device_hash, number = 0 AND device_hash NOT IN (0, cityHash64('')) AND in_range) AS unnumbered, sumIf(page_views, in_range) AS page_views, sumIf(events, in_range) AS events, sumIf(revenue, in_range) AS revenue, countIf(is_session) + uniqExactIf(session_hash, in_session) AS sessions, toUInt64(0) AS viewed, toUInt64(0) AS bounced, toInt64(0) AS duration_ms, max(number = {p7:UInt32}) AS unlisted
  FROM (
  SELECT toLowCardinality(if(is_joined, first_channel, of_channel)) AS of_channel, session_hash, number, device_hash, page_views, events, revenue, in_range, is_session, in_session
    FROM (
      SELECT toLowCardinality(channel) AS of_channel, session_hash, number, device_hash, toUInt32(is_view) AS page_views, toUInt32(1) AS events, amount AS revenue,
      timestamp >= {p8:DateTime64(3, 'UTC')} AND timestamp < {p9:DateTime64(3, 'UTC')} AS in_range, 0 AS is_session, session_hash IN (SELECT session_hash FROM (SELECT session_hash, min(started_at) AS started
  FROM (
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at
    FROM analytics.events
    WHERE project_id = {p10:String} AND toDate(timestamp) IN {p11:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING started >= {p12:DateTime64(3, 'UTC')} AND started < {p13:DateTime64(3, 'UTC')})) AS in_session
    FROM (SELECT timestamp, name IN ('screen_view', 'page_view', '$pageview') AS is_view, if(currency IN ('', {p14:String}), revenue, toDecimal64(0, 6)) AS amount, channel, cityHash64(session_id) AS session_hash, cityHash64(device_id) AS device_hash, toUInt32(transform(cityHash64(device_id), {p15:Array(UInt64)}, {p16:Array(Int64)}, {p17:Int64})) AS number FROM analytics.events WHERE project_id = {p18:String} AND toDate(timestamp) IN {p19:Array(Date)} AND timestamp >= {p20:DateTime64(3, 'UTC')})
    ) AS several LEFT ANY JOIN (
      SELECT session_hash AS spanning_hash, first_channel, 1 AS is_joined
      FROM (SELECT session_hash, min(started_at) AS started, argMin(channel, (page_views = 0, started_at)) AS first_channel
  FROM (
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at, toString(argMin(channel, bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))) AS channel, countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views
    FROM analytics.events
    WHERE project_id = {p21:String} AND toDate(timestamp) IN {p22:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING 1)
    ) AS firsts ON several.session_hash = firsts.spanning_hash
  ) GROUP BY of_channel
)
GROUP BY key
)
)
WHERE (sessions > 0 OR events > 0)
ORDER BY question, sessions DESC, visitors DESC, events DESC, key
LIMIT {p23:UInt32} BY question;

SELECT toUInt8({p0:UInt32}) AS place, key_0 AS key, uniqExact(person) AS people
FROM (
  SELECT key_0, bitXor(own_key, key_difference) AS person
  FROM (
  SELECT if(has({p1:Array(String)}, if(session_id = '', toString(channel), first_channel)), concat('=', if(session_id = '', toString(channel), first_channel)), '') AS key_0, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
  FROM analytics.events LEFT ANY JOIN (
    SELECT session_hash AS session_of_channel, first_channel FROM (SELECT session_hash, started_at AS started, toString(channel) AS first_channel
  FROM analytics.session_days
  WHERE project_id = {p2:String} AND seal IN {p3:Array(Int64)} AND 1
    AND NOT (spans_days)
  UNION ALL
  SELECT session_hash, min(started_at) AS started, argMin(channel, (page_views = 0, started_at)) AS first_channel
  FROM (
    SELECT session_hash, started_at, toString(channel) AS channel, page_views FROM analytics.session_days
    WHERE project_id = {p4:String} AND seal IN {p5:Array(Int64)} AND spans_days
    UNION ALL
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at, toString(argMin(channel, bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))) AS channel, countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views
    FROM analytics.events
    WHERE project_id = {p6:String} AND toDate(timestamp) IN {p7:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING 1)
  ) AS of_session_of_channel ON cityHash64(session_id) = of_session_of_channel.session_of_channel
  WHERE project_id = {p8:String} AND timestamp >= {p9:DateTime64(3, 'UTC')} AND timestamp < {p10:DateTime64(3, 'UTC')} AND (profile_id != '' OR device_id != '')
  GROUP BY key_0, is_profile, own_key
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p11:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
)
GROUP BY GROUPING SETS ((key_0));
