SELECT * FROM (
SELECT question, key, uniqExactIf(device_hash, has_device) AS visitors,
  sumIf(page_views, has_events) + countIf(is_view) AS page_views,
  sumIf(events, has_events) + countIf(is_view) AS events,
  sumIf(revenue, has_events) AS revenue,
  uniqExactIf(session_hash, has_session) AS sessions,
  uniqExactIf(session_hash, is_viewed) AS viewed,
  uniqExactIf(session_hash, is_bounced) AS bounced,
  toInt64(sumDistinctIf(session_duration, is_start)) + sumIf(until_next, is_timed) AS duration_ms,
  uniqExactIf(person, has_person) AS people,
  countIf(is_timed) AS durations
FROM (
  SELECT question, key, session_hash, device_hash, page_views, events, revenue,
    kind IN (0, 1) AS has_events,
    kind NOT IN (2, 3) AND device_hash != cityHash64('') AS has_device,
    kind NOT IN (1, 3) AND is_started AS has_session,
    kind IN (2, 3) AND is_started AND is_seen AS is_viewed,
    kind IN (2, 3) AND is_started AND is_bounce AS is_bounced,
    session_duration, kind = 2 AND is_started AS is_start,
    person, kind = 1 AND person != cityHash64('') AS has_person,
    until_next, kind = 4 AND in_range AS is_view,
    kind = 4 AND in_range AND until_next >= 0 AS is_timed
  FROM (
    SELECT session_hash, device_hash, page_views, events, revenue, is_started, views > 0 AS is_seen, views = 1 AND custom = 0 AS is_bounce, bitOr(bitShiftLeft(toUInt128(session_hash), 64), toUInt128(toUnixTimestamp64Milli(ended) - toUnixTimestamp64Milli(started))) AS session_duration, person, in_range, arrayConcat([toString(time_0), toString({p0:Int64} + intDiv(toUnixTimestamp64Milli(started) - {p0:Int64}, {p1:Int64}) * {p1:Int64}), toString(time_4), toString(0), toString(of_country), if(is_known, first_channel, toString(of_channel)), toString(entered_on)], pages) AS keys, arrayConcat([{p2:UInt32}, {p3:UInt32}, {p4:UInt32}, {p5:UInt32}, {p6:UInt32}, {p7:UInt32}, {p8:UInt32}], arrayWithConstant(length(pages), {p9:UInt32})) AS questions, arrayConcat([1, 2, 1, 2, 0, 0, 3], arrayWithConstant(length(pages), 4)) AS row_kinds, arrayConcat([toInt64(-1), toInt64(-1), toInt64(-1), toInt64(-1), toInt64(-1), toInt64(-1), toInt64(-1)], arrayMap((at, order_hash) -> if(indexOf(times, at) + if(has(tied, order_hash), countEqual(times, at), 1) > length(times), -1, times[indexOf(times, at) + if(has(tied, order_hash), countEqual(times, at), 1)] - at), viewed_at, order_hashes)) AS until_nexts
    FROM (
    SELECT session_hash AS known_hash, started, ended, views, custom, first_channel, entered_on, times, tied, started >= {p10:DateTime64(3, 'UTC')} AND started < {p11:DateTime64(3, 'UTC')} AS is_started, 1 AS is_known
    FROM (SELECT session_hash, started_at AS started, ended_at AS ended, page_views AS views, has_custom_event AS custom, toString(channel) AS first_channel, entry_path AS entered_on, arrayMap(offset -> toUnixTimestamp64Milli(started_at) + offset, event_offsets) AS times, tie_ends AS tied
  FROM analytics.session_days
  WHERE project_id = {p12:String} AND seal IN {p13:Array(Int64)}
    AND NOT (spans_days)
  UNION ALL
  SELECT session_hash, min(started_at) AS started, max(ended_at) AS ended, sum(page_views) AS views, max(has_custom_event) AS custom, argMin(channel, (page_views = 0, started_at)) AS first_channel, argMinIf(entry_path, started_at, page_views > 0) AS entered_on, arraySort(arrayFlatten(groupArray(arrayMap(offset -> toUnixTimestamp64Milli(started_at) + offset, event_offsets)))) AS times, groupArrayArray(tie_ends) AS tied
  FROM (
    SELECT session_hash, started_at, ended_at, page_views, has_custom_event, toString(channel) AS channel, entry_path, event_offsets, tie_ends FROM analytics.session_days
    WHERE project_id = {p14:String} AND seal IN {p15:Array(Int64)} AND spans_days
    UNION ALL
    SELECT cityHash64(session_id) AS session_hash, min(timestamp) AS started_at, max(timestamp) AS ended_at, countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views, max(NOT name IN ('screen_view', 'page_view', '$pageview') AND name NOT IN ('session_start', 'session_end')) AS has_custom_event, toString(argMin(channel, bitOr(bitShiftLeft(toUInt128(name NOT IN ('screen_view', 'page_view', '$pageview')), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))) AS channel, argMinIf(path, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), name IN ('screen_view', 'page_view', '$pageview')) AS entry_path, arrayMap((at, first) -> toUInt32(at - first), arraySort(groupArray(toUnixTimestamp64Milli(timestamp))), arrayWithConstant(count(), toUnixTimestamp64Milli(min(timestamp)))) AS event_offsets, arrayMap(one -> cityHash64(one), arrayFilter((one, before, after) -> bitShiftRight(one, 68) = bitShiftRight(before, 68) AND NOT bitShiftRight(one, 68) = bitShiftRight(after, 68),
      arraySort(groupArray(bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)))), arrayPushFront(arrayPopBack(arraySort(groupArray(bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))), bitNot(arraySort(groupArray(bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))[1])), arrayPushBack(arrayPopFront(arraySort(groupArray(bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))), bitNot(arraySort(groupArray(bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))))[-1])))) AS tie_ends
    FROM analytics.events
    WHERE project_id = {p16:String} AND toDate(timestamp) IN {p17:Array(Date)} AND session_id != ''
    GROUP BY session_hash, toDate(timestamp)
  )
  GROUP BY session_hash
  HAVING 1)
    ) AS sessions RIGHT JOIN (

      SELECT known.*, bitXor(own_key, key_difference) AS person
      FROM (
      SELECT session_hash, device_hash, sumIf(views, in_range) AS page_views, sumIf(count, in_range) AS events,
        sumIf(amount, in_range) AS revenue, is_profile, own_key, time_0, time_4, of_country, of_channel, in_range, groupArrayIf(path, views) AS pages, groupArrayIf(toUnixTimestamp64Milli(at), views) AS viewed_at, groupArrayIf(order_hash, views) AS order_hashes
      FROM (
        SELECT session_hash, in_range, if(in_range, device_key, cityHash64('')) AS device_hash, views, count, amount, if(in_range, is_profile, 0) AS is_profile, if(in_range, own_key, cityHash64('')) AS own_key, {p18:Int64} + intDiv(toUnixTimestamp64Milli(at) - {p18:Int64}, {p19:Int64}) * {p19:Int64} AS time_0, 0 AS time_4, country AS of_country, if(session_hash = cityHash64(''), toString(channel), '') AS of_channel, path, at, order_hash
        FROM (
SELECT cityHash64(session_id) AS session_hash, cityHash64(device_id) AS device_key, timestamp AS at, timestamp >= {p20:DateTime64(3, 'UTC')} AND timestamp < {p21:DateTime64(3, 'UTC')} AS in_range,
  name IN ('screen_view', 'page_view', '$pageview') AS views, toUInt32(1) AS count, if(currency IN ('', {p22:String}), revenue, toDecimal64(0, 6)) AS amount, country, channel, path, cityHash64(bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence))) AS order_hash, profile_id != '' AS is_profile, if(is_profile, cityHash64(profile_id), cityHash64(device_id)) AS own_key
FROM analytics.events
WHERE project_id = {p23:String} AND timestamp >= {p24:DateTime64(3, 'UTC')} AND timestamp < {p25:DateTime64(3, 'UTC')} AND (((mapContains(properties, {p26:String}) AND properties[{p26:String}] = {p27:String}))) AND timestamp < {p28:DateTime64(3, 'UTC')}
        )
      )
      GROUP BY session_hash, device_hash, is_profile, own_key, time_0, time_4, of_country, of_channel, in_range
      ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference, 1 AS is_identified
    FROM analytics.device_profiles
    WHERE project_id = {p29:String}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, cityHash64(''), own_key) = identities.identified_device
    ) AS parts ON sessions.known_hash = parts.session_hash
  )
  ARRAY JOIN keys AS key, questions AS question, row_kinds AS kind, until_nexts AS until_next
)
GROUP BY question, key
)
WHERE (sessions > 0 OR events > 0) AND (question != {p30:UInt32} OR (page_views > 0))
ORDER BY question, if(question = {p31:UInt32}, page_views, sessions) DESC, if(question = {p32:UInt32}, 0, visitors) DESC, if(question = {p33:UInt32}, 0, events) DESC, key
LIMIT {p34:UInt32} BY question;
