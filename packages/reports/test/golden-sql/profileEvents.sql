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

SELECT toString(id) AS id, name, device_id, profile_id, session_id,
  toUnixTimestamp64Milli(timestamp) AS happened_at, toUnixTimestamp64Milli(created_at) AS received_at, sequence,
  path, origin, title, referrer, referrer_name, referrer_type, channel,
  utm_source, utm_medium, utm_campaign, utm_term, utm_content,
  country, region, city, os, os_version, browser, browser_version, device, brand, model,
  revenue, currency, groups, properties AS texts, properties_number AS numbers, properties_bool AS flags
FROM analytics.events AS e
WHERE project_id = {p0:String} AND (has({p1:Array(String)}, profile_id)
  OR (profile_id = '' AND has({p2:Array(String)}, device_id))) AND timestamp >= {p3:DateTime64(3, 'UTC')} AND timestamp < {p4:DateTime64(3, 'UTC')}
ORDER BY timestamp DESC, created_at DESC, sequence DESC, e.id DESC
LIMIT {p5:UInt32};
