import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from './plan.ts';

/** Milliseconds since the epoch, `to` excluded. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Spec: "Page view: `screen_view`, `page_view` or `$pageview`". */
export const isPageView = sql`name IN ('screen_view', 'page_view', '$pageview')`;

/** Before all times that are stored. */
export const beginningOfTime = Date.UTC(1900, 0, 1);

/** Behind all times that are stored. */
export const endOfTime = Date.UTC(2299, 0, 1);

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
