SELECT count() AS devices,
  sumMapIf(map(page, toUInt64(1)), page != '') AS pages,
  sumMapIf(map(country_name, toUInt64(1)), country_name != '') AS countries,
  sumMapIf(map(source, toUInt64(1)), source != '') AS referrers
FROM (
  SELECT
    device_id,
    argMaxIf(path, (timestamp, id), name IN ('screen_view', 'page_view', '$pageview')) AS page,
    argMaxIf(toString(country), (timestamp, id), country != '') AS country_name,
    argMaxIf(toString(referrer_name), (timestamp, id), referrer_name != '') AS source
  FROM analytics.events
  WHERE project_id = {p0:String}
    AND created_at >= {p1:DateTime64(3, 'UTC')}
    AND device_id != ''
  GROUP BY device_id
);
