SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT link.1 AS step, link.2 AS source, link.3 AS target, link.4 AS is_last, count() AS people
FROM (
  SELECT arrayJoin(arrayMap(i -> (i, walk[i], walk[i + 1], i = length(walk)), range(1, length(walk) + 1))) AS link
  FROM (SELECT arrayMap(step -> step.2, arraySlice(
    arrayFilter((step, i) -> i = anchor OR i > anchor AND step.4, steps, arrayEnumerate(steps)), 1, {p0:UInt32}
  )) AS walk
  FROM (
    SELECT arraySort(groupArray((place, label, is_anchor, is_step))) AS steps, arrayFirstIndex(step -> step.3, steps) AS anchor
    FROM (
      SELECT session_id, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)) AS place, toString(name) AS label, (timestamp >= {p1:DateTime64(3, 'UTC')} AND timestamp < {p2:DateTime64(3, 'UTC')} AND name = {p3:String}) AS is_anchor, (1) AS is_step
      FROM analytics.events
      WHERE project_id = {p4:String} AND session_id != ''
        AND timestamp >= {p5:DateTime64(3, 'UTC')}
        AND timestamp < {p6:DateTime64(3, 'UTC')}
    )
    WHERE is_anchor OR is_step
    GROUP BY session_id
    HAVING max(is_anchor)
  ))
)
GROUP BY step, source, target, is_last;

SELECT walk, count() AS people
FROM (SELECT arrayMap(step -> step.2, arraySlice(
    arrayFilter((step, i) -> i = anchor OR i > anchor AND step.4, steps, arrayEnumerate(steps)), 1, {p0:UInt32}
  )) AS walk
  FROM (
    SELECT arraySort(groupArray((place, label, is_anchor, is_step))) AS steps, arrayFirstIndex(step -> step.3, steps) AS anchor
    FROM (
      SELECT session_id, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)) AS place, toString(name) AS label, (timestamp >= {p1:DateTime64(3, 'UTC')} AND timestamp < {p2:DateTime64(3, 'UTC')} AND name = {p3:String}) AS is_anchor, (1) AS is_step
      FROM analytics.events
      WHERE project_id = {p4:String} AND session_id != ''
        AND timestamp >= {p5:DateTime64(3, 'UTC')}
        AND timestamp < {p6:DateTime64(3, 'UTC')}
    )
    WHERE is_anchor OR is_step
    GROUP BY session_id
    HAVING max(is_anchor)
  ))
GROUP BY walk
ORDER BY people DESC, walk
LIMIT {p7:UInt32};
