SELECT property.1 AS key, property.2 AS type, count() AS count
FROM (
  SELECT arrayJoin(arrayConcat(
    arrayMap(k -> (toString(k), 'string'), mapKeys(properties)),
    arrayMap(k -> (toString(k), 'number'), mapKeys(properties_number)),
    arrayMap(k -> (toString(k), 'boolean'), mapKeys(properties_bool))
  )) AS property
  FROM analytics.events
  WHERE project_id = {p0:String} AND timestamp >= {p1:DateTime64(3, 'UTC')} AND timestamp < {p2:DateTime64(3, 'UTC')}
)
WHERE 1
GROUP BY key, type
HAVING 1
ORDER BY count DESC, key, type
LIMIT {p3:UInt32};
