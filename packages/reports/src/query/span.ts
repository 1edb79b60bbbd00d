import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Span } from '../time/span.ts';
import type { Plan } from './plan.ts';

/** Spec: "Page view: `screen_view`, `page_view` or `$pageview`". */
export const isPageView = sql`name IN ('screen_view', 'page_view', '$pageview')`;

/** A condition on a column of times. */
export function within(span: Span, column = sql`timestamp`): Sql {
  return sql`${column} >= ${param.time(span.from)} AND ${column} < ${param.time(span.to)}`;
}

/** Conditions on `events`: the project's, in the span, that pass the filter. */
export function eventsIn(plan: Plan, span: Span): Sql {
  return sql`${eventsOf(plan, span)}${matching(plan)}`;
}

/** The same before the filter. */
function eventsOf(plan: Plan, span: Span): Sql {
  return sql`project_id = ${param.string(plan.projectId)} AND ${within(span)}`;
}

/** ` AND (filter)`, or nothing. */
export function matching(plan: Plan): Sql {
  return plan.filter ? sql` AND (${plan.filter})` : sql``;
}
