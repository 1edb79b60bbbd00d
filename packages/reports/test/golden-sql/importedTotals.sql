SELECT import_id AS id, toString(any(source)) AS source,
  toString(min(day)) AS first_day, toString(max(day)) AS last_day
FROM analytics.imported_totals FINAL
WHERE project_id = {p0:String}
GROUP BY import_id
ORDER BY first_day, id;

SELECT toString(day) AS date, toString(source) AS source,
  sum(visitors) AS visitors, sum(visits) AS visits, sum(page_views) AS page_views, sum(events) AS events, sum(bounces) AS bounces, sum(visit_seconds) AS visit_seconds
FROM analytics.imported_totals FINAL
WHERE project_id = {p0:String} AND breakdown = {p1:String}
  AND day >= toDate({p2:Int64}) AND day <= toDate({p3:Int64})
GROUP BY day, source
ORDER BY day, source;

SELECT
  JSONExtractString(dimensions, {p0:String}) AS value, sum(visitors) AS visitor_days, sum(visits) AS visits, sum(page_views) AS page_views, sum(events) AS events
FROM analytics.imported_totals FINAL
WHERE project_id = {p1:String} AND breakdown = {p2:String}
  AND day >= toDate({p3:Int64}) AND day <= toDate({p4:Int64})
GROUP BY value
ORDER BY visitor_days DESC, value
LIMIT {p5:UInt32};
