import { param, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type SessionItem,
  type SessionsParameters,
  sessionsData,
  sessionsParameters,
} from '@gatrix/analytics-protocol/insights';
import { pageOf, positionOf } from '../lists/cursor.ts';
import { isBounce, sessionsStartedIn } from '../query/compile.ts';
import { formatInstant } from '../time/zone.ts';
import type { Report } from './report.ts';

/** The sessions that started in the range, newest first; with filters those with an event that matches. */
export const sessions: Report<SessionsParameters, SessionItem[]> = {
  name: 'sessions',
  summary: 'Sessions, newest first',
  parameters: sessionsParameters,
  data: sessionsData,
  find: async (plan, _parameters, runner) => {
    const after = positionOf(plan.cursor);
    const rows = await runner.run<Row>(sql`SELECT
  session_id AS id, device AS device_id, person AS profile_id,
  toUnixTimestamp64Milli(started) AS started_ms, toUnixTimestamp64Milli(ended) AS ended_ms,
  views AS page_views, views + others AS events, ${isBounce} AS bounced,
  entered_on AS entry_path, left_from AS exit_path, arraySum(x -> x.2, sales) AS revenue, first
FROM (${sessionsStartedIn(plan, plan.range, [...columns])})
${after ? sql`WHERE (started, session_id) < (${param.time(after.at)}, ${param.string(after.id)})` : sql``}
ORDER BY started DESC, session_id DESC
LIMIT ${param.limit(plan.limit + 1)}`);
    const page = pageOf(rows, plan.limit, ({ started_ms, id }) => ({ at: started_ms, id }));
    const data = page.rows.map(({ started_ms, ended_ms, bounced, first, ...row }) => ({
      ...row,
      started_at: formatInstant(plan.zone, started_ms),
      ended_at: formatInstant(plan.zone, ended_ms),
      duration: (ended_ms - started_ms) / 1000,
      is_bounce: bounced === 1,
      ...sourceOf(first),
    }));
    return { data, nextCursor: page.nextCursor };
  },
};

const columns = [
  'device',
  'person',
  'ended',
  'views',
  'others',
  'custom',
  'entryPath',
  'exitPath',
  'sales',
  'first',
] as const;

type Facts = Pick<
  SessionItem,
  | 'referrer'
  | 'referrer_name'
  | 'referrer_type'
  | 'channel'
  | 'utm_source'
  | 'utm_medium'
  | 'utm_campaign'
  | 'country'
  | 'region'
  | 'city'
  | 'os'
  | 'browser'
  | 'device'
>;

interface Row extends Omit<SessionItem, 'started_at' | 'ended_at' | 'duration' | 'is_bounce' | keyof Facts> {
  readonly started_ms: number;
  readonly ended_ms: number;
  readonly bounced: number;
  readonly first: Facts;
}

/** Of the session's first event. */
function sourceOf(first: Facts): Facts {
  const { referrer, referrer_name, referrer_type, channel, utm_source, utm_medium, utm_campaign } = first;
  const { country, region, city, os, browser, device } = first;
  return {
    referrer,
    referrer_name,
    referrer_type,
    channel,
    utm_source,
    utm_medium,
    utm_campaign,
    country,
    region,
    city,
    os,
    browser,
    device,
  };
}
