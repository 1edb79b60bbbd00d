import { createMaterializedView, createTable, type DdlTarget } from '../ddl.ts';

const text = 'LowCardinality(String)';

/** `events` and what is derived from it by views. Every aggregate is idempotent: a row seen twice counts once. */
export const events = {
  id: '0001-events',
  statements: (target: DdlTarget): string[] => [
    ...createTable(target, {
      name: 'events',
      columns: `  id UUID,
  project_id ${text},
  name ${text},
  device_id String CODEC(ZSTD(1)),
  profile_id String CODEC(ZSTD(1)),
  session_id String CODEC(ZSTD(1)),
  timestamp DateTime64(3, 'UTC') CODEC(T64, ZSTD(1)),
  created_at DateTime64(3, 'UTC') CODEC(T64, ZSTD(1)),
  path String CODEC(ZSTD(3)),
  origin ${text},
  hash String CODEC(ZSTD(3)),
  title String CODEC(ZSTD(3)),
  referrer String CODEC(ZSTD(3)),
  referrer_name ${text},
  referrer_type ${text},
  channel ${text},
  utm_source ${text},
  utm_medium ${text},
  utm_campaign ${text},
  utm_term ${text},
  utm_content ${text},
  click_id_type ${text},
  click_id String CODEC(ZSTD(3)),
  country ${text},
  region ${text},
  city ${text} CODEC(ZSTD(1)),
  latitude Nullable(Float32),
  longitude Nullable(Float32),
  os ${text},
  os_version ${text},
  browser ${text},
  browser_version ${text},
  device ${text},
  brand ${text},
  model ${text},
  revenue Decimal(18, 6) CODEC(ZSTD(1)),
  groups Array(${text}),
  sdk_name ${text},
  sdk_version ${text},
  properties Map(${text}, String) CODEC(ZSTD(3)),
  properties_number Map(${text}, Float64) CODEC(ZSTD(3)),
  properties_bool Map(${text}, Bool) CODEC(ZSTD(3)),
  retention_days UInt16`,
      engine: 'MergeTree',
      partitionBy: 'toYYYYMM(timestamp)',
      orderBy: '(project_id, toDate(timestamp), name, device_id, timestamp)',
      ttl: 'toDateTime(timestamp) + toIntervalDay(retention_days) DELETE WHERE retention_days > 0',
      shardBy: "cityHash64(if(profile_id != '', profile_id, device_id))",
    }),
    ...createTable(target, {
      name: 'sessions',
      // Counts are sets of hashed event ids, so that a row inserted twice changes nothing.
      columns: `  project_id ${text},
  session_id String CODEC(ZSTD(1)),
  device_id SimpleAggregateFunction(any, String) CODEC(ZSTD(1)),
  profile_id SimpleAggregateFunction(max, String) CODEC(ZSTD(1)),
  started_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  ended_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
  page_views AggregateFunction(uniqExact, UInt64) CODEC(ZSTD(1)),
  other_events AggregateFunction(uniqExact, UInt64) CODEC(ZSTD(1)),
  has_custom_event SimpleAggregateFunction(max, UInt8) CODEC(ZSTD(1)),
  revenues AggregateFunction(groupUniqArray, Tuple(UInt64, Decimal(18, 6))) CODEC(ZSTD(1)),
  entry_path AggregateFunction(argMinIf, String, Tuple(DateTime64(3, 'UTC'), UUID), UInt8) CODEC(ZSTD(1)),
  exit_path AggregateFunction(argMaxIf, String, Tuple(DateTime64(3, 'UTC'), UUID), UInt8) CODEC(ZSTD(1)),
  entry AggregateFunction(argMin, Tuple(referrer String, referrer_name String, referrer_type String, channel String, utm_source String, utm_medium String, utm_campaign String, utm_term String, utm_content String, country String, region String, city String, os String, os_version String, browser String, browser_version String, device String, brand String, model String), Tuple(DateTime64(3, 'UTC'), UUID)) CODEC(ZSTD(1)),
  retention_until SimpleAggregateFunction(max, DateTime('UTC')) CODEC(ZSTD(1))`,
      engine: 'AggregatingMergeTree',
      orderBy: '(project_id, session_id)',
      ttl: 'retention_until',
      shardBy: 'cityHash64(session_id)',
    }),
    ...createMaterializedView(target, {
      name: 'sessions_from_events',
      from: 'events',
      to: 'sessions',
      select: sessionsFromEvents,
    }),
    ...createTable(target, {
      name: 'device_profiles',
      columns: `  project_id ${text},
  device_id String,
  profile_id_state AggregateFunction(argMax, String, Tuple(DateTime64(3, 'UTC'), UUID))`,
      engine: 'AggregatingMergeTree',
      orderBy: '(project_id, device_id)',
      shardBy: 'cityHash64(device_id)',
    }),
    ...createMaterializedView(target, {
      name: 'device_profiles_from_events',
      from: 'events',
      to: 'device_profiles',
      select: deviceProfiles,
    }),
    ...createTable(target, {
      name: 'profile_activity',
      columns: `  project_id ${text},
  profile_id String,
  first_seen_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  last_seen_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))`,
      engine: 'AggregatingMergeTree',
      orderBy: '(project_id, profile_id)',
      shardBy: 'cityHash64(profile_id)',
    }),
    ...createMaterializedView(target, {
      name: 'profile_activity_from_events',
      from: 'events',
      to: 'profile_activity',
      select: profileActivity,
    }),
  ],
};

const pageView = "name IN ('screen_view', 'page_view', '$pageview')";

/**
 * The state of sessions from rows of `events`; `$FROM` is the table, and may carry a filter behind it.
 * Also what repairs sessions after a crash, because inserting it again changes nothing.
 */
export const sessionsFromEvents = `SELECT
  project_id,
  session_id,
  any(device_id) AS device_id,
  max(profile_id) AS profile_id,
  min(timestamp) AS started_at,
  max(timestamp) AS ended_at,
  uniqExactStateIf(cityHash64(id), ${pageView}) AS page_views,
  uniqExactStateIf(cityHash64(id), NOT (${pageView})) AS other_events,
  max(NOT (${pageView}) AND name NOT IN ('session_start', 'session_end')) AS has_custom_event,
  groupUniqArrayStateIf((cityHash64(id), revenue), revenue != 0) AS revenues,
  argMinIfState(path, (timestamp, id), ${pageView}) AS entry_path,
  argMaxIfState(path, (timestamp, id), ${pageView}) AS exit_path,
  argMinState((toString(referrer), toString(referrer_name), toString(referrer_type), toString(channel), toString(utm_source), toString(utm_medium), toString(utm_campaign), toString(utm_term), toString(utm_content), toString(country), toString(region), toString(city), toString(os), toString(os_version), toString(browser), toString(browser_version), toString(device), toString(brand), toString(model)), (timestamp, id)) AS entry,
  max(if(retention_days > 0, toDateTime(timestamp, 'UTC') + toIntervalDay(retention_days), toDateTime('2106-01-01 00:00:00', 'UTC'))) AS retention_until
FROM $FROM
WHERE session_id != ''
GROUP BY project_id, session_id`;

/** The profile each device was last seen with: from events that carry both ids. */
export const deviceProfiles = `SELECT
  project_id,
  device_id,
  argMaxState(profile_id, (timestamp, id)) AS profile_id_state
FROM $FROM
WHERE profile_id != '' AND device_id != ''
GROUP BY project_id, device_id`;

export const profileActivity = `SELECT
  project_id,
  profile_id,
  min(timestamp) AS first_seen_at,
  max(timestamp) AS last_seen_at
FROM $FROM
WHERE profile_id != ''
GROUP BY project_id, profile_id`;
