import { sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type MetricsData,
  type MetricsParameters,
  type MetricsValues,
  metricsData,
  metricsParameters,
} from '@gatrix/analytics-protocol/insights';
import { activityIn, visitors } from '../days/activity-rows.ts';
import { cutOf } from '../days/days.ts';
import { durationMs, isBounce, type Span, sessionsStartedIn } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { mean, meanSeconds, percent } from '../query/shape.ts';
import type { Report } from './report.ts';

/**
 * The overview's figures. Visitors, views, events and revenue count events in the range; sessions (and bounce rate
 * and duration with them) those that started in it, whole. With filters events must match, and a session counts
 * where one of its events does. `views_per_session` is total_screen_views over total_sessions; rates over nothing are 0.
 */
export const metrics: Report<MetricsParameters, MetricsData> = {
  name: 'metrics',
  summary: 'Visitors, sessions, page views, events, duration, bounce rate and revenue of a range',
  parameters: metricsParameters,
  data: metricsData,
  readsSessions: true,
  followsEvents: true,
  find: async (plan, _parameters, runner) => {
    const current = await metricsOf(plan, plan.range, runner);
    if (!plan.compared) return { data: current };
    return { data: { ...current, previous: await metricsOf(plan, plan.compared, runner) } };
  },
};

interface Row {
  readonly visitors: number;
  readonly screen_views: number;
  readonly events: number;
  readonly revenue: number;
  readonly sessions: number;
  readonly duration_ms: number;
  readonly viewed: number;
  readonly bounced: number;
}

async function metricsOf(plan: Plan, span: Span, runner: Runner): Promise<MetricsValues> {
  const [row] = await runner.run<Row>(sql`SELECT * FROM (
  SELECT ${visitors} AS visitors, sum(page_views) AS screen_views, sum(events) AS events, sum(revenue) AS revenue
  FROM (
    ${activityIn(plan, span, cutOf(plan.days, span), ['device_hash', 'page_views', 'events', 'revenue'])}
  )
) AS of_events CROSS JOIN (
  SELECT
    count() AS sessions,
    sum(${durationMs}) AS duration_ms,
    countIf(views > 0) AS viewed,
    countIf(${isBounce}) AS bounced
  FROM (${sessionsStartedIn(plan, span, ['ended', 'views', 'custom'])})
) AS of_sessions`);
  if (!row) throw new Error('an aggregate without GROUP BY gave no row');
  return {
    unique_visitors: row.visitors,
    total_sessions: row.sessions,
    total_screen_views: row.screen_views,
    total_events: row.events,
    avg_session_duration: meanSeconds(row.duration_ms, row.sessions),
    bounce_rate: percent(row.bounced, row.viewed),
    views_per_session: mean(row.screen_views, row.sessions),
    total_revenue: row.revenue,
  };
}
