SELECT count() AS devices,
  sumMapIf(map(page, toUInt64(1)), page != '') AS pages,
  sumMapIf(map(country_name, toUInt64(1)), country_name != '') AS countries,
  sumMapIf(map(source, toUInt64(1)), source != '') AS referrers
FROM (
  SELECT
    device_id,
    argMaxIf(path, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), name IN ('screen_view', 'page_view', '$pageview')) AS page,
    argMaxIf(toString(country), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), country != '') AS country_name,
    argMaxIf(toString(referrer_name), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(created_at)), 24)), toUInt128(sequence)), referrer_name != '') AS source
  FROM analytics.events
  WHERE project_id = {p0:String}
    AND created_at >= {p1:DateTime64(3, 'UTC')}
    AND device_id != ''
  GROUP BY device_id
);
