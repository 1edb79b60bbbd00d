import {
  identifier,
  joinSql,
  param,
  type SessionFact,
  type Sql,
  slotSeconds,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import { isPageView, type Span, within } from '../query/span.ts';
import { type Cut, onDays, sealedIn } from './days.ts';
import { spanningRows } from './session-rows.ts';
import { isSpanning } from './spanning.ts';

/** The hash of no device, and of no session. */
export const nobody = sql`cityHash64('')`;

const sealedColumns = {
  at: sql`toDateTime64(slot, 3, 'UTC') AS at`,
  device_hash: sql`device_hash`,
  page_views: sql`page_views`,
  events: sql`events`,
  revenue: sql`revenue`,
} as const;
export type ActivityColumn = keyof typeof sealedColumns;

const openColumns: Record<ActivityColumn, Sql> = {
  at: sql`timestamp AS at`,
  device_hash: sql`cityHash64(device_id) AS device_hash`,
  page_views: sql`toUInt32(${isPageView}) AS page_views`,
  events: sql`toUInt32(1) AS events`,
  revenue: sql`revenue`,
};

/**
 * Selects what happened in the span: rows that sum up to its events, `at` within a slot of when they happened. With
 * filters every event that matches is a row of its own, and `at` its time.
 */
export function activityIn(plan: Plan, span: Span, cut: Cut, columns: readonly ActivityColumn[]): Sql {
  const select = (known: Record<ActivityColumn, Sql>) =>
    joinSql(
      columns.map((name) => known[name]),
      sql`, `,
    );
  if (plan.filter) {
    return sql`SELECT ${select(openColumns)} FROM ${plan.tables.events}
    WHERE project_id = ${param.string(plan.projectId)} AND ${within(span)} AND (${plan.filter})`;
  }
  const open = sql`SELECT ${select(openColumns)} FROM ${plan.tables.events}
    WHERE ${onDays(plan, cut.openInSpan)} AND ${within(span)}`;
  if (cut.sealsInSpan.length === 0) return open;
  const sealed = sql`SELECT ${select(sealedColumns)} FROM ${plan.tables.activitySlots}
    WHERE ${sealedIn(plan, cut.sealsInSpan)} AND slot >= ${param.second(span.from)} AND slot < ${param.second(span.to)}`;
  return cut.openInSpan.length === 0
    ? sealed
    : sql`${sealed}
    UNION ALL
    ${open}`;
}

/**
 * Selects the rows of a breakdown by a fact: `name`, its value, with `session_hash`, `device_hash`, `page_views` and `revenue`;
 * `in_range`, false behind the range, where its sessions go on; `is_session`, one row of a session that started in the range
 * and has one value; `in_session`, every row of any other session that did. Undefined where totals say it all.
 */
export function factRows(plan: Plan, cut: Cut, fact: SessionFact, isAcquired: boolean): Sql | undefined {
  const { tables, range } = plan;
  const source = isAcquired ? firstFacts(plan, cut, fact) : sql``;
  const value = isAcquired ? sql`if(is_joined, first_fact, toString(${identifier(fact)}))` : identifier(fact);
  const spans = isSpanning(plan, cut);
  const start = sql`slot - slots_before * ${param.limit(slotSeconds)}`;
  const parts: Sql[] = [];
  const goingOn = whereSessionsGoOn(cut, range);
  const rowsOf = (
    name: Sql,
    in_range: Sql,
    is_session: Sql,
    in_session: Sql,
    from: Sql,
  ) => sql`SELECT ${name} AS name,
      session_hash, device_hash, page_views, revenue, ${in_range} AS in_range, ${is_session} AS is_session, ${in_session} AS in_session
    FROM ${from}`;
  const isIn = sql`slot >= ${param.second(range.from)} AND slot < ${param.second(range.to)}`;
  if (cut.sealsInSpan.length > 0) {
    const startedIn = sql`${start} >= ${param.second(range.from)} AND ${start} < ${param.second(range.to)}`;
    const isSession = sql`starts AND in_range AND NOT is_mixed`;
    parts.push(sql`${rowsOf(identifier(fact), isIn, isSession, sql`is_mixed AND ${startedIn}`, tables.activitySlots)}
    WHERE ${sealedIn(plan, cut.sealsInSpan)} AND slot >= ${param.second(range.from)} AND (slot < ${param.second(range.to)} OR is_mixed) AND NOT ${spans}`);
  }
  if (goingOn.seals.length > 0 && (cut.spanning?.length ?? 1) > 0) {
    const joined = sql`${tables.activitySlots}${source}`;
    parts.push(sql`${rowsOf(value, isIn, sql`0`, startedSpanning(plan, cut), joined)}
    WHERE ${sealedIn(plan, goingOn.seals)} AND slot >= ${param.second(range.from)} AND ${spans}`);
  }
  if (goingOn.open.length > 0) {
    parts.push(sql`SELECT ${value} AS name, session_hash, cityHash64(device_id) AS device_hash, toUInt32(${isPageView}) AS page_views, revenue,
      ${within(range)} AS in_range, 0 AS is_session, ${startedOpen(plan, cut)} AS in_session
    FROM (SELECT *, cityHash64(session_id) AS session_hash FROM ${tables.events} WHERE ${onDays(plan, goingOn.open)} AND timestamp >= ${param.time(range.from)}) AS open_events${source}`);
  }
  return parts.length === 0 ? undefined : unionAll(parts);
}

/** Selects the rows of all parts. */
export function unionAll(parts: readonly Sql[]): Sql {
  return joinSql(
    parts,
    sql`
    UNION ALL
    `,
  );
}

/** The days of a range, and those behind it on which its sessions go on. */
export function whereSessionsGoOn(
  cut: Cut,
  range: Span,
): { seals: readonly number[]; open: readonly number[] } {
  if (!cut.spanning) return { seals: cut.sealsOnwards, open: cut.openOnwards };
  const started = cut.spanning.filter(
    (session) => session.started >= range.from && session.started < range.to,
  );
  const withSpanning = new Set(cut.spanning.flatMap(({ seals }) => seals));
  const used = new Set([
    ...[...cut.sealsInSpan, ...cut.totals].filter((seal) => withSpanning.has(seal)),
    ...started.flatMap(({ seals }) => seals),
  ]);
  const readsOpen = cut.openInSpan.length > 0 || started.some(({ is_open }) => is_open === 1);
  return {
    seals: cut.sealsOnwards.filter((seal) => used.has(seal)),
    open: readsOpen ? cut.openOnwards : [],
  };
}

/** A condition on `session_hash` of a session that spans days: it started in the range. */
export function startedSpanning(plan: Plan, cut: Cut): Sql {
  const { from, to } = plan.range;
  if (!cut.spanning) return startedOpen(plan, cut);
  const started = cut.spanning.filter((session) => session.started >= from && session.started < to);
  return started.length === 0
    ? sql`0`
    : sql`session_hash IN ${param.hashes(started.map(({ hash }) => hash))}`;
}

/** A condition on `session_hash` of a session with events on open days: it started in the range. */
export function startedOpen(plan: Plan, cut: Cut): Sql {
  const started = within(plan.range, sql`started`);
  return sql`session_hash IN (SELECT session_hash FROM (${spanningRows(plan, cut, [], started)}))`;
}

/** Joins the fact of the first event of sessions that may have events on several days. */
function firstFacts(plan: Plan, cut: Cut, fact: SessionFact): Sql {
  const rows = spanningRows(plan, cut, [`first_${fact}`]);
  return sql` LEFT ANY JOIN (
      SELECT session_hash AS spanning_hash, ${identifier(`first_${fact}`)} AS first_fact, 1 AS is_joined FROM (${rows})
    ) AS firsts ON session_hash = firsts.spanning_hash`;
}
