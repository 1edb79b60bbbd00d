SELECT toString(id) AS id, name, device_id, profile_id, session_id,
  toUnixTimestamp64Milli(timestamp) AS happened_at, toUnixTimestamp64Milli(created_at) AS received_at, sequence,
  path, origin, title, referrer, referrer_name, referrer_type, channel,
  utm_source, utm_medium, utm_campaign, utm_term, utm_content,
  country, region, city, os, os_version, browser, browser_version, device, brand, model,
  revenue, currency, groups, properties AS texts, properties_number AS numbers, properties_bool AS flags
FROM analytics.events AS e
WHERE project_id = {p0:String} AND timestamp >= {p1:DateTime64(3, 'UTC')} AND timestamp < {p2:DateTime64(3, 'UTC')} AND (((mapContains(properties_number, {p3:String}) AND properties_number[{p3:String}] > {p4:Float64})))
ORDER BY timestamp DESC, created_at DESC, sequence DESC, e.id DESC
LIMIT {p5:UInt32};
