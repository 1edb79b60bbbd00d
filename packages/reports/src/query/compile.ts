import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { whereSessionsGoOn } from '../days/activity-rows.ts';
import { type Split, splitOf } from '../days/days.ts';
import { mixedWithMatch, spanningWithMatch } from '../days/matching-rows.ts';
import { type SessionColumn, sessionRows } from '../days/session-rows.ts';
import type { Bucket } from '../time/buckets.ts';
import { endOfTime, type Span } from '../time/span.ts';
import type { Plan, SealedFilter } from './plan.ts';
import { matching } from './span.ts';

export { eventsIn, isPageView, matching, within } from './span.ts';

/** How long a session lasted in milliseconds, over its columns `started` and `ended`. */
export const durationMs = sql`toUnixTimestamp64Milli(ended) - toUnixTimestamp64Milli(started)`;

/** A bounce, over the columns `views` and `custom` of `sessionsStartedIn`. */
export const isBounce = sql`views = 1 AND custom = 0`;

/**
 * Sessions that started in the span, one row each with `session_hash`, `started` and the columns asked for, all of
 * the whole session. With filters: those of them in which at least one event matches. Without those in the totals of `split`.
 */
export function sessionsStartedIn(
  plan: Plan,
  span: Span,
  columns: readonly SessionColumn[],
  split = splitOf(plan.days, span),
): Sql {
  if (!plan.filter) return sessionRows(plan, split, columns, { span });
  if (plan.sealedFilter) {
    return sessionRows(plan, split, columns, {
      span,
      passing: passingSessions(plan, plan.sealedFilter, span, split),
    });
  }
  return sql`SELECT * FROM (${sessionRows(plan, split, columns, { span })})
  WHERE session_hash IN (
    SELECT cityHash64(session_id) FROM ${plan.tables.events}
    WHERE project_id = ${param.string(plan.projectId)} AND session_id != '' AND timestamp >= ${param.time(span.from)}${matching(plan)})`;
}

/** Conditions on sessions that started in the span, with an event that passes: on rows of sessions of one sealed day, and on the hashes of others. */
function passingSessions(plan: Plan, filter: SealedFilter, span: Span, split: Split) {
  const readsOpen = whereSessionsGoOn(split, span).open.length > 0;
  return {
    // Where facts do not change within a session, its own row says what its events do.
    whole: filter.isOfAcquisition
      ? filter.whole
      : sql`if(is_mixed, session_hash IN (${mixedWithMatch(plan, span, split)}), ${filter.whole})`,
    joined:
      filter.isOfAcquisition && !readsOpen
        ? filter.spanning
        : sql`session_hash IN (${spanningWithMatch(plan, span, split)})`,
  };
}

/** When the first event happened of any session that had not ended before `from`. */
export function firstSessionEvent(plan: Plan, from: number): Sql {
  const split = splitOf(plan.days, { from, to: endOfTime });
  return sql`(
    SELECT min(started) FROM (${sessionRows(plan, split, ['ended'], { seals: split.sealsOnwards })})
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
