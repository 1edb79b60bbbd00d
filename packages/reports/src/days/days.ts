import { dayMs, joinSql, param, type Sql, slotSeconds, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Tables } from '../query/tables.ts';
import type { Span } from '../time/span.ts';
import { type DividedDays, partsIn } from './parts.ts';

/** A session with events on several days, at least one of them sealed. */
export interface SpanningSession {
  /** cityHash64 of its id, in decimal. */
  readonly hash: string;
  /** Milliseconds: its first and its last event. */
  readonly started: number;
  readonly ended: number;
  readonly seals: readonly number[];
  /** Whether it has events on open days, too. */
  readonly is_open: 0 | 1;
  /** Whether all of its sealed rows say that it spans days. */
  readonly is_marked: 0 | 1;
}

/** What sessions add to totals that lie on two sealed days, one after the other, and on nothing else. */
export interface Seam {
  readonly sealBefore: number;
  readonly sealAfter: number;
  /** In the place of seals in totals: what counts where the first day is asked for, and where the second is. */
  readonly totalsBefore: number;
  readonly totalsAfter: number;
  /** The sessions' hashes, in decimal. */
  readonly sessions: readonly string[];
}

/** What is read from its events: a day, or those of it that its seal does not have. */
export interface OpenDay {
  readonly day: number;
  /** Milliseconds: those that were received since. Undefined: all. */
  readonly since?: number | undefined;
}

/**
 * Days since the epoch, UTC, that a project has events on: the sealed ones with their seals, and the open ones. A day may be
 * both; then no session has one of its open events before one of its sealed ones or at the same time.
 */
export interface Days extends DividedDays {
  readonly open: readonly OpenDay[];
  /** How many events each day has. */
  readonly events: ReadonlyMap<number, number>;
  /** Those with amounts whose currencies have no rate. */
  readonly leftOut: readonly number[];
  /** The sessions of which one sealed row is not all there is; undefined where they are too many to be listed. */
  readonly spanning: readonly SpanningSession[] | undefined;
  /** Seals whose rows say of every session that spans days that it does. */
  readonly settled: ReadonlySet<number>;
  readonly seams: readonly Seam[];
  /** Seals whose totals say who was active. */
  readonly withPersons: ReadonlySet<number>;
  /** Of the numbers that all sealed rows name devices by. */
  readonly numbering: number;
  /** The numbers of devices that have events on open days; undefined where they are too many to be listed. */
  readonly openNumbers: DeviceNumbers | undefined;
}

/** Devices that have a number: their hashes (cityHash64, in decimal) and their numbers, in one order. */
export interface DeviceNumbers {
  readonly hashes: readonly string[];
  readonly numbers: readonly number[];
}

export interface DaysScope {
  readonly projectId: string;
  readonly tables: Tables;
  readonly days: Days;
}

export const slotMs = slotSeconds * 1_000;

/** What a query reads: totals or rows of sealed days, and the events of all others. */
export interface Split {
  /** Seals of days that are read by their totals alone, but for `spanning`: each of their parts lies in the span or outside. */
  readonly summed: readonly number[];
  /** What the totals of their parts in the span are numbered by, and those of seams. */
  readonly totals: readonly number[];
  /** Seals of the other days that lie in the span or reach into it. */
  readonly sealsInSpan: readonly number[];
  /** Those of them whose days lie in the span as a whole, so that all of their rows count; and the others. */
  readonly wholeInSpan: readonly number[];
  readonly cutInSpan: readonly number[];
  /** Seals from the span's first day on. */
  readonly sealsOnwards: readonly number[];
  readonly seals: readonly number[];
  readonly open: readonly OpenDay[];
  readonly openInSpan: readonly OpenDay[];
  readonly openOnwards: readonly OpenDay[];
  /** Those of the spanning sessions that have events in the span, or before and behind it, without those of seams. */
  readonly spanning: readonly SpanningSession[] | undefined;
  /** Whether there are seams among the totals: rows say of their sessions, too, that they span days. */
  readonly hasSeams: boolean;
}

export type Reads = 'totals' | 'pages' | 'slots' | 'views' | 'events';

/**
 * Splits a project's days for a span, milliseconds. A sealed day in which the span begins or ends within a slot is read
 * as if it were open. `reads`: `events`, all days of the span are; `totals`, whole days and parts by their totals; `views`,
 * days whose rows do not know all sessions that span days as if they were open; `pages`, both.
 */
export function splitOf(days: Days, span: Span, reads: Reads = 'slots'): Split {
  const { sealed, open, spanning, settled } = days;
  const isIn = (day: number) => day >= dayOf(span.from) && day <= dayOf(span.to - 1);
  const isOnwards = (day: number) => day >= dayOf(span.from);
  const torn = new Set(
    [span.from, span.to].filter((instant) => instant % slotMs !== 0).map((instant) => dayOf(instant)),
  );
  const isRead = (day: number, seal: number) =>
    !torn.has(day) &&
    (reads !== 'events' || !isIn(day)) &&
    ((reads !== 'pages' && reads !== 'views') || settled.has(seal));
  const whole = [...sealed].filter(([day, seal]) => isRead(day, seal));
  const notRead = new Set([...sealed].filter(([day, seal]) => !isRead(day, seal)).map(([day]) => day));
  const others = [...open.filter(({ day }) => !notRead.has(day)), ...[...notRead].map((day) => ({ day }))];
  const read = new Set(whole.map(([, seal]) => seal));
  const sealsWhere = (test: (day: number) => boolean) =>
    whole.filter(([day]) => test(day)).map(([, seal]) => seal);
  const hasTotals = reads === 'totals' || reads === 'pages';
  const parts = new Map(
    whole
      .filter(([day, seal]) => hasTotals && isIn(day) && settled.has(seal))
      .flatMap((one) => {
        const signs = partsIn(days, span, one);
        return signs ? [[one[1], signs] as const] : [];
      }),
  );
  const summed = [...parts.keys()];
  const isWhole = (day: number) => day * dayMs >= span.from && (day + 1) * dayMs <= span.to;
  const sealsInSpanWhere = (test: (day: number) => boolean) =>
    sealsWhere((day) => isIn(day) && test(day)).filter((seal) => !summed.includes(seal));
  const inSpan = new Set([...sealed].filter(([day]) => isIn(day)).map(([, seal]) => seal));
  const isSummed = (seal: number) => summed.includes(seal) || !inSpan.has(seal);
  const seams = days.seams.filter(
    ({ sealBefore, sealAfter }) =>
      isSummed(sealBefore) &&
      isSummed(sealAfter) &&
      (summed.includes(sealBefore) || summed.includes(sealAfter)),
  );
  const inSeams = new Set(seams.flatMap(({ sessions }) => sessions));
  const numbered = (seal: number, number: number) => parts.get(seal)?.map((sign) => sign * number) ?? [];
  const ofSeams = seams.flatMap((seam) => [
    ...numbered(seam.sealBefore, seam.totalsBefore),
    ...numbered(seam.sealAfter, seam.totalsAfter),
  ]);
  return {
    summed,
    totals: [...summed.flatMap((seal) => numbered(seal, seal)), ...ofSeams],
    hasSeams: seams.length > 0,
    sealsInSpan: sealsInSpanWhere(() => true),
    wholeInSpan: sealsInSpanWhere(isWhole),
    cutInSpan: sealsInSpanWhere((day) => !isWhole(day)),
    sealsOnwards: sealsWhere(isOnwards),
    seals: sealsWhere(() => true),
    open: others,
    openInSpan: others.filter(({ day }) => isIn(day)),
    openOnwards: others.filter(({ day }) => isOnwards(day)),
    spanning: spanning
      ?.filter(({ hash, started, ended }) => ended >= span.from && started < span.to && !inSeams.has(hash))
      .map((session) => ({
        ...session,
        is_open: session.is_open || session.seals.some((seal) => !read.has(seal)) ? 1 : 0,
      })),
  };
}

/** How many events the days have that a span touches. */
export function eventsOnDays({ events }: Days, span: Span): number {
  const isIn = (day: number) => day >= dayOf(span.from) && day <= dayOf(span.to - 1);
  return [...events].reduce((sum, [day, count]) => (isIn(day) ? sum + count : sum), 0);
}

/** ClickHouse's toDate() has no day before the first of 1970. */
function dayOf(instant: number): number {
  return Math.max(0, Math.floor(instant / dayMs));
}

/** A condition on rows of a sealed table. */
export function sealedIn({ projectId }: Pick<DaysScope, 'projectId'>, seals: readonly number[]): Sql {
  return sql`project_id = ${param.string(projectId)} AND seal IN ${param.integers(seals)}`;
}

/** A condition on `events`: of the project, on those days, and received since then. */
export function onDays({ projectId, days }: DaysScope, listed: readonly OpenDay[]): Sql {
  const ofProject = sql`project_id = ${param.string(projectId)}`;
  const known = new Set([...days.sealed.keys(), ...days.open.map(({ day }) => day)]);
  const received = [...new Set(listed.map(({ since }) => since))].map((since) => {
    const those = listed.filter((one) => one.since === since);
    if (since === undefined && those.length === known.size) return sql`1`;
    const on = sql`toDate(timestamp) IN ${param.days(those.map(({ day }) => day))}`;
    return since === undefined ? on : sql`(${on} AND created_at >= ${param.time(since)})`;
  });
  if (received.length === 0) return sql`${ofProject} AND 0`;
  return sql`${ofProject} AND ${received.length === 1 ? joinSql(received, sql``) : sql`(${joinSql(received, sql` OR `)})`}`;
}
