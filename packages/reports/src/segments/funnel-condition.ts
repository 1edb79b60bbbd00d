import { isIn, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Filter, FunnelCondition } from '@gatrix/analytics-protocol/insights';
import { progressOf } from '../funnel/people.ts';
import type { Plan, PlanSources } from '../query/plan.ts';
import { planOf } from '../query/plan-of.ts';
import type { Runner } from '../query/run.ts';
import type { SegmentScope } from './segment-scope.ts';
import { lastDays, startOf } from './span-of.ts';

/** What a funnel's plan needs beside the scope. */
export type FunnelSources = Omit<PlanSources, 'segments'>;

/** A condition on persons: that they reached a step of a funnel, or were lost before it. Asks for the funnel at once. */
export async function funnelCondition(
  { funnel, reached, lost }: FunnelCondition,
  scope: SegmentScope,
  sources: FunnelSources,
  runner: Runner,
): Promise<Sql> {
  const { startDate, endDate } = funnel;
  // It had not begun at the day looked at.
  if (startDate !== undefined && endDate === undefined && startOf(startDate, scope.zone) >= scope.until) {
    return sql`0`;
  }
  const plan = planIn(funnel, scope, sources);
  const question = {
    ...funnel,
    by: 'user',
    attribution: 'first',
    trend: false,
    timeToConvert: false,
  } as const;
  const people = await progressOf(plan, question, { ids: true, starts: true }, runner);
  const fits = (steps: number) => (reached === undefined ? steps + 1 === lost : steps >= reached);
  const ids = [...people].filter(({ reachedAt }) => fits(reachedAt.length)).map(({ id }) => id);
  return isIn(sql`person`, param.strings(ids));
}

/** Events behind the day that is looked at take nobody further. */
function planIn(funnel: FunnelCondition['funnel'], scope: SegmentScope, sources: FunnelSources): Plan {
  const { zone, until, isPast, segments, projectId } = scope;
  const isBefore: Filter[] = isPast ? [{ field: 'timestamp', op: 'lt', value: until }] : [];
  const filters = { and: [...(funnel.filters ? [funnel.filters] : []), ...isBefore] };
  const { startDate, endDate } = funnel;
  const input = { startDate, endDate, filters, timezone: zone.name };
  const now = Math.min(sources.now, until - 1);
  const plan = planOf({ id: projectId }, input, { ...sources, now, segments });
  if (funnel.lastDays === undefined) return plan;
  const { from, to } = lastDays(funnel.lastDays, scope);
  return { ...plan, range: { from, to, firstDay: undefined, lastDay: undefined } };
}
