SELECT {p0:Int64} + intDiv(toUnixTimestamp64Milli(toDateTime64(minute, 3, 'UTC')) - {p0:Int64}, {p1:Int64}) * {p1:Int64} AS bucket, kind, reason, sum(count) AS messages
FROM analytics.ingest_counters
WHERE project_id = {p2:String} AND toDateTime64(minute, 3, 'UTC') >= {p3:DateTime64(3, 'UTC')} AND toDateTime64(minute, 3, 'UTC') < {p4:DateTime64(3, 'UTC')}
GROUP BY bucket, kind, reason;

SELECT
  if(count() = 0, NULL, toUnixTimestamp64Milli(max(created_at))) AS at
FROM analytics.events
WHERE project_id = {p0:String};
