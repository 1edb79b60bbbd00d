CREATE OR REPLACE VIEW analytics.sessions ON CLUSTER 'gatrix' AS
SELECT
  project_id,
  session_id,
  argMin(e.device_id, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))) AS device_id,
  max(e.profile_id) AS profile_id,
  min(e.timestamp) AS started_at,
  max(e.timestamp) AS ended_at,
  countIf(name IN ('screen_view', 'page_view', '$pageview')) AS page_views,
  countIf(NOT name IN ('screen_view', 'page_view', '$pageview')) AS other_events,
  count() AS events,
  countIf(name IN ('screen_view', 'page_view', '$pageview')) = 1 AND max(NOT name IN ('screen_view', 'page_view', '$pageview') AND name NOT IN ('session_start', 'session_end')) = 0 AS is_bounce,
  sum(e.revenue) AS revenue,
  argMinIf(e.path, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence)), name IN ('screen_view', 'page_view', '$pageview')) AS entry_path,
  argMaxIf(e.path, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence)), name IN ('screen_view', 'page_view', '$pageview')) AS exit_path,
  argMin(e.referrer, bitOr(bitShiftLeft(toUInt128(NOT (name IN ('screen_view', 'page_view', '$pageview'))), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence)))) AS referrer,
  argMin(e.referrer_name, bitOr(bitShiftLeft(toUInt128(NOT (name IN ('screen_view', 'page_view', '$pageview'))), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence)))) AS referrer_name,
  argMin(e.referrer_type, bitOr(bitShiftLeft(toUInt128(NOT (name IN ('screen_view', 'page_view', '$pageview'))), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence)))) AS referrer_type,
  argMin(e.channel, bitOr(bitShiftLeft(toUInt128(NOT (name IN ('screen_view', 'page_view', '$pageview'))), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence)))) AS channel,
  argMin(e.utm_source, bitOr(bitShiftLeft(toUInt128(NOT (name IN ('screen_view', 'page_view', '$pageview'))), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence)))) AS utm_source,
  argMin(e.utm_medium, bitOr(bitShiftLeft(toUInt128(NOT (name IN ('screen_view', 'page_view', '$pageview'))), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence)))) AS utm_medium,
  argMin(e.utm_campaign, bitOr(bitShiftLeft(toUInt128(NOT (name IN ('screen_view', 'page_view', '$pageview'))), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence)))) AS utm_campaign,
  argMin(e.utm_term, bitOr(bitShiftLeft(toUInt128(NOT (name IN ('screen_view', 'page_view', '$pageview'))), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence)))) AS utm_term,
  argMin(e.utm_content, bitOr(bitShiftLeft(toUInt128(NOT (name IN ('screen_view', 'page_view', '$pageview'))), 120), bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence)))) AS utm_content,
  argMin(e.country, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))) AS country,
  argMin(e.region, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))) AS region,
  argMin(e.city, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))) AS city,
  argMin(e.os, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))) AS os,
  argMin(e.os_version, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))) AS os_version,
  argMin(e.browser, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))) AS browser,
  argMin(e.browser_version, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))) AS browser_version,
  argMin(e.device, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))) AS device,
  argMin(e.brand, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))) AS brand,
  argMin(e.model, bitOr(bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.timestamp)), 68), bitShiftLeft(toUInt128(toUnixTimestamp64Milli(e.created_at)), 24)), toUInt128(e.sequence))) AS model
FROM analytics.events AS e
WHERE session_id != ''
GROUP BY project_id, session_id;

TRUNCATE TABLE IF EXISTS analytics.sealed_days_local ON CLUSTER 'gatrix';

TRUNCATE TABLE IF EXISTS analytics.day_seams_local ON CLUSTER 'gatrix';
