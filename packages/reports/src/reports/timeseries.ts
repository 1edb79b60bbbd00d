import { sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type Interval,
  type TimeseriesData,
  type TimeseriesParameters,
  type TimeseriesValues,
  timeseriesData,
  timeseriesParameters,
} from '@gatrix/analytics-protocol/insights';
import { activityIn, visitors } from '../days/activity-rows.ts';
import { cutOf, slotMs } from '../days/days.ts';
import { bucketOf, durationMs, isBounce, sessionsStartedIn } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { bucketsIn, isIncomplete } from '../query/series.ts';
import { meanSeconds, percent } from '../query/shape.ts';
import type { Range } from '../time/range.ts';
import type { Report } from './report.ts';

/**
 * The overview's figures by interval (default: day), zero-filled over the range in its zone. A session belongs to the
 * bucket in which it started. `previous` is the compared range's bucket at the same place, where it has one.
 */
export const timeseries: Report<TimeseriesParameters, TimeseriesData> = {
  name: 'timeseries',
  summary: 'Visitors, sessions, page views, events, bounce rate and duration by interval',
  parameters: timeseriesParameters,
  data: timeseriesData,
  readsSessions: true,
  followsEvents: true,
  find: async (plan, parameters, runner) => {
    const interval = parameters.interval ?? 'day';
    const current = await seriesOf(plan, plan.range, interval, runner);
    if (!plan.compared) return { data: current };
    const compared = await seriesOf(plan, plan.compared, interval, runner);
    const data = current.map((values, index) => {
      const previous = compared[index];
      return previous ? { ...values, previous } : values;
    });
    return { data };
  },
};

interface EventRow {
  readonly bucket: number;
  readonly visitors: number;
  readonly screen_views: number;
  readonly events: number;
}

interface SessionRow {
  readonly bucket: number;
  readonly sessions: number;
  readonly duration_ms: number;
  readonly viewed: number;
  readonly bounced: number;
}

async function seriesOf(
  plan: Plan,
  range: Range,
  interval: Interval,
  runner: Runner,
): Promise<TimeseriesValues[]> {
  const buckets = bucketsIn(plan, range, interval);
  if (buckets.length === 0) return [];
  const reads = buckets.every(({ start }) => start % slotMs === 0) ? 'slots' : 'events';
  const events = await runner.run<EventRow>(sql`SELECT
  ${bucketOf(sql`at`, buckets)} AS bucket,
  ${visitors} AS visitors, sum(page_views) AS screen_views, sum(events) AS events
FROM (
  ${activityIn(plan, range, cutOf(plan.days, range, reads), ['at', 'device_hash', 'page_views', 'events'])}
)
GROUP BY bucket`);
  const sessions = await runner.run<SessionRow>(sql`SELECT
  ${bucketOf(sql`started`, buckets)} AS bucket,
  count() AS sessions,
  sum(${durationMs}) AS duration_ms,
  countIf(views > 0) AS viewed,
  countIf(${isBounce}) AS bounced
FROM (${sessionsStartedIn(plan, range, ['ended', 'views', 'custom'])})
GROUP BY bucket`);
  const eventsAt = new Map(events.map((row) => [row.bucket, row]));
  const sessionsAt = new Map(sessions.map((row) => [row.bucket, row]));
  return buckets.map((bucket) => {
    const event = eventsAt.get(bucket.start);
    const session = sessionsAt.get(bucket.start);
    return {
      date: bucket.date,
      unique_visitors: event?.visitors ?? 0,
      total_sessions: session?.sessions ?? 0,
      total_screen_views: event?.screen_views ?? 0,
      total_events: event?.events ?? 0,
      bounce_rate: percent(session?.bounced ?? 0, session?.viewed ?? 0),
      avg_session_duration: meanSeconds(session?.duration_ms ?? 0, session?.sessions ?? 0),
      ...(isIncomplete(bucket, range, plan.now) ? { incomplete: true as const } : {}),
    };
  });
}
