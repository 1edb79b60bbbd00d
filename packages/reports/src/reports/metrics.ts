import { sql } from '@gatrix/analytics-clickhouse-schema';
import { type MetricsValues, metricsData, metricsParameters } from '@gatrix/analytics-protocol/insights';
import type { FiguresRow } from '../days/question.ts';
import { eventsIn } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { mean, meanSeconds, percent } from '../query/shape.ts';
import { moneyIn } from '../query/unconverted.ts';
import type { Range } from '../time/range.ts';
import { defineReport } from './report.ts';

/**
 * The overview's figures. Persons, visitors, views, events and revenue count events in the range; sessions (and bounce rate
 * and duration with them) those that started in it, whole. With filters events must match, and a session counts
 * where one of its events does. `views_per_session` is total_screen_views over total_sessions; rates over nothing are 0.
 */
export const metrics = defineReport({
  name: 'metrics',
  path: '/metrics',
  methods: ['GET'],
  isShareable: true,
  summary: 'Visitors, sessions, page views, events, duration, bounce rate and revenue of a range',
  parameters: metricsParameters,
  data: metricsData,
  readsSessions: () => true,
  find: async (plan, _parameters, runner) => {
    const of = (range: Range) => metricsOf({ ...plan, range }, runner);
    const [current, previous, money] = await Promise.all([
      of(plan.range),
      plan.compared && of(plan.compared),
      moneyIn(plan, eventsIn(plan, plan.range), runner),
    ]);
    return { data: previous ? { ...current, previous } : current, money };
  },
});

async function metricsOf(plan: Plan, runner: Runner): Promise<MetricsValues> {
  const [found] = await plan.loadFigures(plan, { grain: 'day', keyOf: () => sql`0`, rows: 1 }, runner);
  const row = found ?? nothing;
  return {
    active_users: row.people ?? row.visitors,
    unique_visitors: row.visitors,
    total_sessions: row.sessions,
    total_screen_views: row.page_views,
    total_events: row.events,
    avg_session_duration: meanSeconds(row.duration_ms, row.sessions),
    bounce_rate: percent(row.bounced, row.viewed),
    views_per_session: mean(row.page_views, row.sessions),
    total_revenue: row.revenue,
  };
}

const nothing: FiguresRow = {
  key: 0,
  visitors: 0,
  page_views: 0,
  events: 0,
  revenue: 0,
  sessions: 0,
  viewed: 0,
  bounced: 0,
  duration_ms: 0,
};
