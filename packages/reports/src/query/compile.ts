import { joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Bucket } from '../time/buckets.ts';
import type { Plan } from './plan.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Spec: "Page view: `screen_view`, `page_view` or `$pageview`". */
export const isPageView = sql`name IN ('screen_view', 'page_view', '$pageview')`;

/** Conditions on `events`: the project's, in the span, that pass the filter. */
export function eventsIn(plan: Plan, span: Span): Sql {
  return sql`${eventsOf(plan, span)}${matching(plan)}`;
}

/** The same before the filter. */
export function eventsOf(plan: Plan, span: Span): Sql {
  return sql`project_id = ${param.string(plan.projectId)} AND ${within(span)}`;
}

export function within(span: Span): Sql {
  return sql`timestamp >= ${param.time(span.from)} AND timestamp < ${param.time(span.to)}`;
}

/** ` AND (filter)`, or nothing. */
export function matching(plan: Plan): Sql {
  return plan.filter ? sql` AND (${plan.filter})` : sql``;
}

const sessionColumns = {
  device: sql`any(device_id) AS device`,
  person: sql`max(profile_id) AS person`,
  ended: sql`max(ended_at) AS ended`,
  seconds: sql`toUnixTimestamp64Milli(max(ended_at)) - toUnixTimestamp64Milli(started) AS duration_ms`,
  views: sql`uniqExactMerge(page_views) AS views`,
  others: sql`uniqExactMerge(other_events) AS others`,
  sales: sql`groupUniqArrayMerge(revenues) AS sales`,
  first: sql`argMinMerge(entry) AS first`,
  custom: sql`max(has_custom_event) AS custom`,
  entryPath: sql`argMinIfMerge(entry_path) AS entered_on`,
  exitPath: sql`argMaxIfMerge(exit_path) AS left_from`,
} as const;
export type SessionColumn = keyof typeof sessionColumns;

/** A bounce, over the columns `views` and `custom` of `sessionsStartedIn`. */
export const isBounce = sql`views = 1 AND custom = 0`;

/**
 * Sessions that started in the span, one row each with `session_id`, `started` and the columns asked for, all of
 * the whole session. With filters: those of them in which at least one event matches.
 */
export function sessionsStartedIn(plan: Plan, span: Span, columns: readonly SessionColumn[]): Sql {
  const selected = [
    sql`session_id`,
    sql`min(started_at) AS started`,
    ...columns.map((name) => sessionColumns[name]),
  ];
  const having = plan.filter
    ? sql` AND session_id IN (
    SELECT session_id FROM ${plan.tables.events}
    WHERE project_id = ${param.string(plan.projectId)} AND timestamp >= ${param.time(span.from)}${matching(plan)})`
    : sql``;
  return sql`SELECT ${joinSql(selected, sql`, `)}
  FROM ${plan.tables.sessions}
  WHERE project_id = ${param.string(plan.projectId)}${having}
  GROUP BY session_id
  HAVING started >= ${param.time(span.from)} AND started < ${param.time(span.to)}`;
}

/** When the first event happened of any session that had not ended before `from`. */
export function firstSessionEvent(plan: Plan, from: number): Sql {
  return sql`(
    SELECT min(started) FROM (
      SELECT min(started_at) AS started
      FROM ${plan.tables.sessions}
      WHERE project_id = ${param.string(plan.projectId)}
      GROUP BY session_id
      HAVING max(ended_at) >= ${param.time(from)}
    )
  )`;
}

/** When the last event of any session that started before the range's end happened. */
export function lastSessionEvent(plan: Plan): Sql {
  return sql`(
    SELECT max(ended) FROM (
      SELECT max(ended_at) AS ended
      FROM ${plan.tables.sessions}
      WHERE project_id = ${param.string(plan.projectId)}
      GROUP BY session_id
      HAVING min(started_at) < ${param.time(plan.range.to)}
    )
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
