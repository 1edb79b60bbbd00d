import type { ClickHouseClient } from '@clickhouse/client';

/** The plan's own `events` table, with the same events in it. */
export async function createPlanTable(clickhouse: ClickHouseClient): Promise<void> {
  await clickhouse.command({ query: 'CREATE DATABASE IF NOT EXISTS plan' });
  await clickhouse.command({
    query: `CREATE TABLE plan.events (
  id UUID DEFAULT generateUUIDv4(),
  project_id String,
  name String,
  device_id String,
  profile_id Nullable(String),
  session_id String,
  created_at DateTime DEFAULT now(),
  timestamp DateTime,
  country Nullable(String),
  city Nullable(String),
  os Nullable(String),
  browser Nullable(String),
  path Nullable(String),
  referrer Nullable(String),
  properties String
) ENGINE = MergeTree()
PARTITION BY toYYYYMM(created_at)
ORDER BY (project_id, created_at, device_id)
SETTINGS index_granularity = 8192`,
  });
  await clickhouse.command({
    query: `INSERT INTO plan.events SELECT id, project_id, name, device_id, nullIf(profile_id, ''), session_id, created_at, timestamp,
  country, city, os, browser, path, referrer,
  toJSONString(mapConcat(properties, mapApply((k, v) -> (k, toString(v)), properties_number))) FROM analytics.events`,
    clickhouse_settings: { max_partitions_per_insert_block: '0' },
  });
}

/**
 * The plan's statements for the overview page, with a further condition, by days of a zone. Its `duration` and `screen_views`
 * columns do not exist, so that its metrics are asked without them; its breakdowns are written as its top pages are.
 */
export function planStatements(condition: string, timezone: string): readonly string[] {
  const instant = (name: string) => `toDateTime({${name}:String}, '${timezone}')`;
  const where = `WHERE project_id = {projectId:String} AND created_at >= ${instant('startDate')} AND created_at <= ${instant('endDate')} ${condition}`;
  return [
    `SELECT uniq(device_id) AS unique_visitors, uniq(session_id) AS total_sessions, countIf(name = 'screen_view') AS total_screen_views FROM plan.events ${where}`,
    `SELECT toDate(created_at, '${timezone}') AS date, uniq(device_id) AS unique_visitors, uniq(session_id) AS total_sessions, count() AS total_events FROM plan.events ${where} GROUP BY date ORDER BY date`,
    `SELECT path, count() AS views, uniq(device_id) AS unique_visitors FROM plan.events ${where} AND name = 'screen_view' AND path IS NOT NULL GROUP BY path ORDER BY views DESC LIMIT 10`,
    ...['country', 'browser', 'os', 'referrer'].map(
      (column) =>
        `SELECT ${column}, count() AS views, uniq(device_id) AS unique_visitors FROM plan.events ${where} AND ${column} IS NOT NULL GROUP BY ${column} ORDER BY views DESC LIMIT 10`,
    ),
  ];
}
