import { dayStatesQuery, param, type Sql, slotSeconds, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Runner } from '../query/run.ts';
import type { Span } from '../query/span.ts';
import type { Tables } from '../query/tables.ts';

/** Days since the epoch, UTC, that a project has events on: the sealed ones with their seals, and the open others. */
export interface Days {
  readonly sealed: ReadonlyMap<number, number>;
  readonly open: readonly number[];
}

export interface DaysScope {
  readonly projectId: string;
  readonly tables: Tables;
  readonly days: Days;
}

/** Asks ClickHouse which days' seals are intact: their events are those that were summed up. */
export async function daysOf(
  { tables, projectId }: Pick<DaysScope, 'tables' | 'projectId'>,
  runner: Runner,
): Promise<Days> {
  const states = await runner.run<{ day: number; seal: number; is_intact: 0 | 1 }>(
    dayStatesQuery(tables.database, projectId),
  );
  return {
    sealed: new Map(states.filter(({ is_intact }) => is_intact).map(({ day, seal }) => [day, seal])),
    open: states.filter(({ is_intact }) => !is_intact).map(({ day }) => day),
  };
}

const dayMs = 86_400_000;
export const slotMs = slotSeconds * 1_000;

/** What a query reads: sealed rows of some days, and the events of all others. */
export interface Cut {
  /** Seals of days that lie in the span or reach into it. */
  readonly sealsInSpan: readonly number[];
  /** Seals from the span's first day on. */
  readonly sealsOnwards: readonly number[];
  readonly seals: readonly number[];
  readonly open: readonly number[];
  readonly openInSpan: readonly number[];
  readonly openOnwards: readonly number[];
}

/**
 * Cuts a project's days for a span, milliseconds. A sealed day in which the span begins or ends within a slot is read
 * as if it were open; so are all days of the span where `reads` is `events`.
 */
export function cutOf({ sealed, open }: Days, span: Span, reads: 'slots' | 'events' = 'slots'): Cut {
  const isIn = (day: number) => day >= dayOf(span.from) && day <= dayOf(span.to - 1);
  const isOnwards = (day: number) => day >= dayOf(span.from);
  const torn = new Set(
    [span.from, span.to].filter((instant) => instant % slotMs !== 0).map((instant) => dayOf(instant)),
  );
  const isRead = (day: number) => !torn.has(day) && (reads === 'slots' || !isIn(day));
  const whole = [...sealed].filter(([day]) => isRead(day));
  const others = [...open, ...[...sealed.keys()].filter((day) => !isRead(day))];
  const sealsWhere = (test: (day: number) => boolean) =>
    whole.filter(([day]) => test(day)).map(([, seal]) => seal);
  return {
    sealsInSpan: sealsWhere(isIn),
    sealsOnwards: sealsWhere(isOnwards),
    seals: sealsWhere(() => true),
    open: others,
    openInSpan: others.filter(isIn),
    openOnwards: others.filter(isOnwards),
  };
}

/** ClickHouse's toDate() has no day before the first of 1970. */
function dayOf(instant: number): number {
  return Math.max(0, Math.floor(instant / dayMs));
}

/** A condition on rows of a sealed table. */
export function sealedIn({ projectId }: DaysScope, seals: readonly number[]): Sql {
  return sql`project_id = ${param.string(projectId)} AND seal IN ${param.integers(seals)}`;
}

/** A condition on `events`: of the project, on those days. */
export function onDays({ projectId, days }: DaysScope, listed: readonly number[]): Sql {
  const ofProject = sql`project_id = ${param.string(projectId)}`;
  if (listed.length === days.open.length + days.sealed.size) return ofProject;
  return sql`${ofProject} AND toDate(timestamp) IN ${param.days(listed)}`;
}

/** Selects the hashes of sessions that may have events on several days, of which one row is not all there is. */
export function spanningSessions(scope: DaysScope, cut: Cut): Sql {
  const known = sql`SELECT session_hash FROM ${scope.tables.spanningSessions} WHERE project_id = ${param.string(scope.projectId)}`;
  if (cut.open.length === 0) return known;
  return sql`${known} UNION ALL SELECT DISTINCT cityHash64(session_id) FROM ${scope.tables.events} WHERE ${onDays(scope, cut.open)} AND session_id != ''`;
}
