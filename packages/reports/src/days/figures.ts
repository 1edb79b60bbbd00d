import { type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { durationMs, isBounce, type Span, sessionsStartedIn } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { activityIn } from './activity-rows.ts';
import { type Cut, cutOf } from './days.ts';
import { type Figure, type Part, together, totalsOf, totalsTime } from './totals.ts';

const all: readonly Figure[] = [
  'page_views',
  'events',
  'revenue',
  'sessions',
  'viewed',
  'bounced',
  'duration_ms',
];

/** The overview's figures, for a key. */
export interface FiguresRow {
  readonly key: number;
  readonly visitors: number;
  readonly page_views: number;
  readonly events: number;
  readonly revenue: number;
  readonly sessions: number;
  readonly viewed: number;
  readonly bounced: number;
  readonly duration_ms: number;
}

export interface FiguresOptions {
  readonly dimension: 'all' | 'hour';
  /** Over a time: a column, a row's `at`, when its session started, or the totals' own. */
  readonly keyOf: (time: Sql) => Sql;
}

/**
 * Selects `FiguresRow`s: what happened in the span by the key of when it happened, and the sessions that started in it by the
 * key of when they did. No row where there is neither.
 */
export function figuresIn(plan: Plan, span: Span, cut: Cut, { dimension, keyOf }: FiguresOptions): Sql {
  const parts: Part[] = totalsOf(plan, cut, [dimension], all, { key: keyOf(totalsTime) });
  const hasRows = plan.filter !== undefined || cut.sealsInSpan.length > 0 || cut.openInSpan.length > 0;
  if (hasRows || parts.length === 0) {
    parts.push({
      key: keyOf(sql`at`),
      devices: sql`1`,
      figures: {
        page_views: sql`sum(page_views)`,
        events: sql`sum(events)`,
        revenue: sql`sum(revenue)`,
      },
      source: sql`FROM (
    ${activityIn(plan, span, cut)}
  )`,
    });
  }
  if (hasRows || (cut.spanning?.length ?? 1) > 0) {
    // Which rows a session started on is known to the millisecond, so that they never need the events for it.
    const ofStarts = cut.totals.length > 0 ? cut : cutOf(plan.days, span);
    parts.push({
      key: keyOf(sql`started`),
      devices: undefined,
      figures: {
        sessions: sql`count()`,
        viewed: sql`countIf(views > 0)`,
        bounced: sql`countIf(${isBounce})`,
        duration_ms: sql`sum(${durationMs})`,
      },
      source: sql`FROM (${sessionsStartedIn(plan, span, ['ended', 'views', 'custom'], ofStarts)})`,
    });
  }
  return together(parts, all);
}
