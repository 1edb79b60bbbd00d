SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = {p0:String}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables;

SELECT
  device_id AS device, argMaxMerge(profile_id_state) AS profile
FROM analytics.device_profiles
WHERE project_id = {p0:String}
GROUP BY device_id
HAVING has({p1:Array(String)}, profile) OR has({p2:Array(String)}, device);

SELECT
  count() AS events,
  uniqExactIf(session_id, session_id != '') AS sessions,
  sum(if(currency IN ('', {p0:String}), revenue, toDecimal64(0, 6))) AS revenue,
  toUnixTimestamp64Milli(min(timestamp)) AS first,
  toUnixTimestamp64Milli(max(timestamp)) AS last,
  max((bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), toString(country))).2 AS country,
  arraySort(groupUniqArrayIf(device_id, device_id != '')) AS devices
FROM analytics.events
WHERE project_id = {p1:String} AND (has({p2:Array(String)}, profile_id)
  OR (profile_id = '' AND has({p3:Array(String)}, device_id)));

SELECT
  toUnixTimestamp64Milli(min(timestamp)) AS first, toUnixTimestamp64Milli(max(timestamp)) AS last
FROM analytics.profile_changes
WHERE project_id = {p0:String} AND (has({p1:Array(String)}, profile_id)
  OR (profile_id = '' AND has({p2:Array(String)}, device_id)))
HAVING count() > 0;

SELECT
  profile_id, first_name, last_name, email, avatar, properties, groups, version
FROM analytics.profiles FINAL
WHERE project_id = {p0:String} AND has({p1:Array(String)}, profile_id);

SELECT
  toString(currency) AS code, sum(revenue) AS amount, count() AS events
FROM analytics.events
WHERE project_id = {p0:String} AND (has({p1:Array(String)}, profile_id)
  OR (profile_id = '' AND has({p2:Array(String)}, device_id))) AND NOT (currency IN ('', {p3:String}))
GROUP BY code
ORDER BY code;
