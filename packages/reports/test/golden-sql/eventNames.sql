SELECT toString(name) AS name, count() AS count
FROM analytics.events
WHERE project_id = {p0:String} AND timestamp >= {p1:DateTime64(3, 'UTC')} AND timestamp < {p2:DateTime64(3, 'UTC')}
GROUP BY name
HAVING 1
ORDER BY count DESC, name
LIMIT {p3:UInt32};
