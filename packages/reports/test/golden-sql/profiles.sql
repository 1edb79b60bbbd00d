SELECT DISTINCT profile_id, alias
FROM analytics.profile_changes
WHERE project_id = {p0:String} AND kind = 'alias' AND alias != '';

SELECT
  profile_id AS id,
  groupUniqArray(profile_id) AS ids,
  toUnixTimestamp64Milli(min(first_seen_at)) AS first,
  toUnixTimestamp64Milli(max(last_seen_at)) AS last
FROM analytics.profile_activity
WHERE project_id = {p0:String}
GROUP BY id

ORDER BY last DESC, id DESC
LIMIT {p1:UInt32};

SELECT
  profile_id, first_name, last_name, email, avatar, properties, groups
FROM analytics.profiles FINAL
WHERE project_id = {p0:String} AND has({p1:Array(String)}, profile_id);
