SELECT name FROM system.tables
WHERE database = currentDatabase() AND has({p0:Array(String)}, name) LIMIT 1;

EXPLAIN AST SELECT * FROM (
WITH named AS (SELECT name FROM events) SELECT count() FROM named
)
;

EXPLAIN QUERY TREE WITH
events AS (
  SELECT id, name, toTimeZone(timestamp, {p0:String}) AS timestamp, toTimeZone(created_at, {p1:String}) AS created_at, device_id, profile_id, session_id, path, origin, title, referrer, referrer_name, referrer_type, channel, utm_source, utm_medium, utm_campaign, utm_term, utm_content, country, region, city, os, os_version, browser, browser_version, device, brand, model,
    revenue, currency, groups, properties, properties_number, properties_bool
  FROM analytics.events WHERE project_id = {p2:String}
),
profiles AS (
  SELECT profile_id, first_name, last_name, email, avatar, properties, groups
  FROM analytics.profiles FINAL WHERE project_id = {p2:String}
),
groups AS (
  SELECT group_id, type, name, properties FROM analytics.groups FINAL WHERE project_id = {p2:String}
)
SELECT * FROM (
WITH named AS (SELECT name FROM events) SELECT count() FROM named
)
LIMIT {p3:UInt32};

WITH
events AS (
  SELECT id, name, toTimeZone(timestamp, {p0:String}) AS timestamp, toTimeZone(created_at, {p1:String}) AS created_at, device_id, profile_id, session_id, path, origin, title, referrer, referrer_name, referrer_type, channel, utm_source, utm_medium, utm_campaign, utm_term, utm_content, country, region, city, os, os_version, browser, browser_version, device, brand, model,
    revenue, currency, groups, properties, properties_number, properties_bool
  FROM analytics.events WHERE project_id = {p2:String}
),
profiles AS (
  SELECT profile_id, first_name, last_name, email, avatar, properties, groups
  FROM analytics.profiles FINAL WHERE project_id = {p2:String}
),
groups AS (
  SELECT group_id, type, name, properties FROM analytics.groups FINAL WHERE project_id = {p2:String}
)
SELECT * FROM (
WITH named AS (SELECT name FROM events) SELECT count() FROM named
)
LIMIT {p3:UInt32};
