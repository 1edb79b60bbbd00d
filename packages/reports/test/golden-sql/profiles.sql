SELECT DISTINCT profile_id, alias
FROM analytics.profile_changes
WHERE project_id = {p0:String} AND kind = 'alias' AND alias != '';

SELECT
  id, toUnixTimestamp64Milli(first) AS first, toUnixTimestamp64Milli(last) AS last
FROM (SELECT person AS id, min(first_at) AS first, max(last_at) AS last
  FROM (
    SELECT profile_id AS person, 1 AS is_known, first_seen_at AS first_at, last_seen_at AS last_at
    FROM analytics.profile_activity
    WHERE project_id = {p0:String}
    UNION ALL
    SELECT if(identified_as != '', identified_as, device_id) AS person, 0 AS is_known, first AS first_at, last AS last_at
    FROM (
        SELECT device_id, min(timestamp) AS first, max(timestamp) AS last
        FROM analytics.events
        WHERE project_id = {p1:String} AND profile_id = '' AND (
          device_id IN (SELECT device_id FROM analytics.device_profiles WHERE project_id = {p2:String})
          OR device_id IN (SELECT profile_id FROM analytics.profile_activity WHERE project_id = {p3:String})
          OR device_id IN {p4:Array(String)}
        )
        GROUP BY device_id
        UNION ALL
        SELECT device_id, min(timestamp) AS first, max(timestamp) AS last
        FROM analytics.profile_changes
        WHERE project_id = {p5:String} AND profile_id = '' AND (
          device_id IN (SELECT device_id FROM analytics.device_profiles WHERE project_id = {p6:String})
          OR device_id IN (SELECT profile_id FROM analytics.profile_activity WHERE project_id = {p7:String})
          OR device_id IN {p8:Array(String)}
        )
        GROUP BY device_id
    ) AS devices
    LEFT ANY JOIN (
      SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
      FROM analytics.device_profiles
      WHERE project_id = {p9:String}
      GROUP BY device_id
    ) AS identities ON devices.device_id = identities.identified_device
  )
  GROUP BY person
  HAVING max(is_known) = 1) AS seen
WHERE 1
ORDER BY seen.last DESC, id DESC
LIMIT {p10:UInt32};

SELECT
  profile_id, first_name, last_name, email, avatar, properties, groups, version
FROM analytics.profiles FINAL
WHERE project_id = {p0:String} AND has({p1:Array(String)}, profile_id);
