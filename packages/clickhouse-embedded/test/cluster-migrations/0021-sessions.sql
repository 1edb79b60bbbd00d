DROP VIEW IF EXISTS analytics.sessions_from_events ON CLUSTER 'gatrix' SYNC;

DROP TABLE IF EXISTS analytics.sessions ON CLUSTER 'gatrix' SYNC;

DROP TABLE IF EXISTS analytics.sessions_local ON CLUSTER 'gatrix' SYNC;

CREATE VIEW IF NOT EXISTS analytics.sessions ON CLUSTER 'gatrix' AS
SELECT
  project_id,
  session_id,
  argMin(e.device_id, (e.timestamp, e.id)) AS device_id,
  max(e.profile_id) AS profile_id,
  min(e.timestamp) AS started_at,
  max(e.timestamp) AS ended_at,
  countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views,
  countIf(NOT name IN ('screen_view', 'page_view', '$pageview')) AS other_events,
  count() AS events,
  countIf(name IN ('screen_view', 'page_view', '$pageview')) = 1 AND max(NOT name IN ('screen_view', 'page_view', '$pageview') AND name NOT IN ('session_start', 'session_end')) = 0 AS is_bounce,
  sum(e.revenue) AS revenue,
  argMinIf(e.path, (e.timestamp, e.id), name IN ('screen_view', 'page_view', '$pageview')) AS entry_path,
  argMaxIf(e.path, (e.timestamp, e.id), name IN ('screen_view', 'page_view', '$pageview')) AS exit_path,
  argMin(e.referrer, (e.timestamp, e.id)) AS referrer,
  argMin(e.referrer_name, (e.timestamp, e.id)) AS referrer_name,
  argMin(e.referrer_type, (e.timestamp, e.id)) AS referrer_type,
  argMin(e.channel, (e.timestamp, e.id)) AS channel,
  argMin(e.utm_source, (e.timestamp, e.id)) AS utm_source,
  argMin(e.utm_medium, (e.timestamp, e.id)) AS utm_medium,
  argMin(e.utm_campaign, (e.timestamp, e.id)) AS utm_campaign,
  argMin(e.utm_term, (e.timestamp, e.id)) AS utm_term,
  argMin(e.utm_content, (e.timestamp, e.id)) AS utm_content,
  argMin(e.country, (e.timestamp, e.id)) AS country,
  argMin(e.region, (e.timestamp, e.id)) AS region,
  argMin(e.city, (e.timestamp, e.id)) AS city,
  argMin(e.os, (e.timestamp, e.id)) AS os,
  argMin(e.os_version, (e.timestamp, e.id)) AS os_version,
  argMin(e.browser, (e.timestamp, e.id)) AS browser,
  argMin(e.browser_version, (e.timestamp, e.id)) AS browser_version,
  argMin(e.device, (e.timestamp, e.id)) AS device,
  argMin(e.brand, (e.timestamp, e.id)) AS brand,
  argMin(e.model, (e.timestamp, e.id)) AS model
FROM analytics.events AS e
WHERE session_id != ''
GROUP BY project_id, session_id;
