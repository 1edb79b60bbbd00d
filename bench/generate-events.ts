import type { ClickHouseClient } from '@clickhouse/client';

export interface GenerateOptions {
  readonly clickhouse: ClickHouseClient;
  readonly database: string;
  readonly projectId: string;
  readonly events: number;
  /** Days before `end` over which the events are spread. */
  readonly days: number;
  /** Milliseconds since the epoch: no event is later. */
  readonly end: number;
}

/**
 * Fills `events` with believable ones, made by the engine itself: sessions of about eight events, devices by a power law
 * (a few come daily, most come once), pages by Zipf's law, a day's rhythm, a third of the devices identified.
 * The same options give the same events.
 */
export async function generateEvents(options: GenerateOptions): Promise<void> {
  const sessionsPerStep = 125_000;
  const sessions = Math.ceil(options.events / 8);
  for (let first = 0; first < sessions; first += sessionsPerStep) {
    await options.clickhouse.command({
      query: insertSessions(options.database),
      query_params: {
        project: options.projectId,
        first,
        count: Math.min(sessionsPerStep, sessions - first),
        devices: Math.ceil(sessions / 4),
        days: options.days,
        end: Math.floor(options.end / 1_000),
      },
      clickhouse_settings: {
        insert_deduplicate: 0,
        max_partitions_per_insert_block: '0',
        max_insert_threads: '2',
      },
    });
  }
}

/** Hashes stand in for random numbers, so that every run makes the same events. */
const insertSessions = (database: string) => `INSERT INTO ${database}.events
  (id, project_id, name, device_id, profile_id, session_id, timestamp, created_at, sequence, path, origin, referrer, referrer_name,
   referrer_type, channel, utm_source, country, region, city, os, os_version, browser, browser_version, device, brand, model,
   revenue, sdk_name, sdk_version, properties, properties_number)
WITH
  {first:UInt64} + number AS s,
  sipHash64(s, 1) AS h,
  -- A power law: u^3 makes the first devices come again and again.
  toUInt64({devices:UInt64} * pow((sipHash64(s, 2) % 1000000) / 1000000, 3)) AS d,
  sipHash64(d, 3) AS dh,
  -- Two humps a day, in the device's own time.
  toUInt32(86400 * (0.5 + 0.5 * pow(2 * ((sipHash64(s, 4) % 100000) / 100000) - 1, 3))) AS second_of_day,
  {end:UInt32} - 86400 * (1 + sipHash64(s, 5) % {days:UInt32}) + second_of_day AS started,
  1 + sipHash64(s, 6) % 15 AS length,
  ['US','KR','CN','JP','DE','GB','FR','BR','IN','TW','VN','TH','CA','AU','ES','IT'] AS countries,
  ['', '', '', 'https://www.google.com/', 'https://search.naver.com/', 'https://t.co/x', 'https://www.youtube.com/watch', 'https://chatgpt.com/'] AS referrers,
  ['', '', '', 'Google', 'Naver', 'Twitter', 'YouTube', 'ChatGPT'] AS referrer_names,
  ['direct', 'direct', 'direct', 'search', 'search', 'social', 'video', 'ai'] AS referrer_types,
  ['Direct', 'Direct', 'Direct', 'Organic Search', 'Organic Search', 'Organic Social', 'Organic Video', 'AI Assistants'] AS channels,
  ['Windows', 'Windows', 'Android', 'Android', 'iOS', 'macOS'] AS oses,
  ['Chrome', 'Edge', 'Chrome', 'Samsung Internet', 'Mobile Safari', 'Safari'] AS browsers,
  ['desktop', 'desktop', 'mobile', 'mobile', 'mobile', 'desktop'] AS types,
  ['', '', 'Samsung', 'Samsung', 'Apple', 'Apple'] AS brands,
  1 + sipHash64(s, 7) % 8 AS r,
  1 + dh % 6 AS o
SELECT
  reinterpretAsUUID(sipHash128(s, e)) AS id,
  {project:String},
  multiIf(eh % 100 < 55, 'screen_view', eh % 100 < 75, 'level_up', eh % 100 < 90, 'ad_view', eh % 100 < 98, 'shop_open', 'purchase') AS name,
  lower(hex(dh)) || lower(hex(sipHash64(d, 8))) AS device_id,
  if(dh % 3 = 0, 'user-' || toString(d), '') AS profile_id,
  lower(hex(h)) || lower(hex(sipHash64(s, 9))) AS session_id,
  toDateTime64(started, 3, 'UTC') + toIntervalMillisecond(e * (3000 + eh % 60000)) AS timestamp,
  timestamp + toIntervalMillisecond(200) AS created_at,
  -- As ingest counts: from the microsecond in which a request came.
  toUInt32(eh % 1000) AS sequence,
  if(name = 'screen_view', '/page/' || toString(toUInt32(500 * pow((eh % 100000) / 100000, 4))), '') AS path,
  'https://game.example' AS origin,
  if(e = 0, referrers[r], '') AS referrer,
  if(e = 0, referrer_names[r], ''),
  if(e = 0, referrer_types[r], 'direct'),
  if(e = 0, channels[r], 'Direct'),
  if(e = 0 AND h % 20 = 0, 'newsletter', ''),
  countries[1 + toUInt8(16 * pow((dh % 1000) / 1000, 2))] AS country,
  country || '-' || toString(dh % 10),
  'City ' || toString(dh % 200),
  oses[o], toString(10 + dh % 5), browsers[o], toString(110 + dh % 20), types[o], brands[o], if(brands[o] = '', '', 'Model ' || toString(dh % 30)),
  if(name = 'purchase', toDecimal64((1 + eh % 50) * 0.99, 6), 0),
  'web', '0.1.0',
  map('server', 's' || toString(dh % 12)),
  if(name = 'level_up', map('level', toFloat64(eh % 80)), map())
FROM
(
  SELECT number, arrayJoin(range(1 + sipHash64({first:UInt64} + number, 6) % 15)) AS e, sipHash64({first:UInt64} + number, e, 10) AS eh
  FROM numbers_mt({count:UInt64})
)
WHERE created_at < toDateTime64({end:UInt32}, 3, 'UTC')`;
