import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { cutOf } from '../days/days.ts';
import { type SessionColumn, sessionRows } from '../days/session-rows.ts';
import type { Bucket } from '../time/buckets.ts';
import type { Plan } from './plan.ts';
import { endOfTime, type Span, within } from './span.ts';

export { isPageView, type Span, within } from './span.ts';

/** Conditions on `events`: the project's, in the span, that pass the filter. */
export function eventsIn(plan: Plan, span: Span): Sql {
  return sql`${eventsOf(plan, span)}${matching(plan)}`;
}

/** The same before the filter. */
export function eventsOf(plan: Plan, span: Span): Sql {
  return sql`project_id = ${param.string(plan.projectId)} AND ${within(span)}`;
}

/** ` AND (filter)`, or nothing. */
export function matching(plan: Plan): Sql {
  return plan.filter ? sql` AND (${plan.filter})` : sql``;
}

/** How long a session lasted in milliseconds, over its columns `started` and `ended`. */
export const durationMs = sql`toUnixTimestamp64Milli(ended) - toUnixTimestamp64Milli(started)`;

/** A bounce, over the columns `views` and `custom` of `sessionsStartedIn`. */
export const isBounce = sql`views = 1 AND custom = 0`;

/**
 * Sessions that started in the span, one row each with `session_hash`, `started` and the columns asked for, all of
 * the whole session. With filters: those of them in which at least one event matches. Without those in the totals of `cut`.
 */
export function sessionsStartedIn(
  plan: Plan,
  span: Span,
  columns: readonly SessionColumn[],
  cut = cutOf(plan.days, span),
): Sql {
  const rows = sessionRows(plan, cut, columns, { span });
  if (!plan.filter) return rows;
  return sql`SELECT * FROM (${rows})
  WHERE session_hash IN (
    SELECT cityHash64(session_id) FROM ${plan.tables.events}
    WHERE project_id = ${param.string(plan.projectId)} AND session_id != '' AND timestamp >= ${param.time(span.from)}${matching(plan)})`;
}

/** When the first event happened of any session that had not ended before `from`. */
export function firstSessionEvent(plan: Plan, from: number): Sql {
  const cut = cutOf(plan.days, { from, to: endOfTime });
  return sql`(
    SELECT min(started) FROM (${sessionRows(plan, cut, ['ended'], { seals: cut.sealsOnwards })})
    WHERE ended >= ${param.time(from)}
  )`;
}

/** The start (milliseconds) of the bucket that a time column lies in. Expects at least one bucket. */
export function bucketOf(column: Sql, buckets: readonly Bucket[]): Sql {
  const [first] = buckets;
  if (!first) throw new Error('no buckets');
  const size = first.end - first.start;
  const milliseconds = sql`toUnixTimestamp64Milli(${column})`;
  if (buckets.every((bucket) => bucket.end - bucket.start === size)) {
    const start = param.integer(first.start);
    const step = param.integer(size);
    return sql`${start} + intDiv(${milliseconds} - ${start}, ${step}) * ${step}`;
  }
  return sql`roundDown(${milliseconds}, ${param.integers(buckets.map((bucket) => bucket.start))})`;
}
