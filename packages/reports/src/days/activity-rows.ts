import {
  identifier,
  joinSql,
  param,
  type SessionFact,
  type Sql,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import { isPageView, type Span, within } from '../query/span.ts';
import { type Cut, onDays, sealedIn, spanningSessions } from './days.ts';
import { spanningRows } from './session-rows.ts';

/** The hash of no device, and of no session. */
export const nobody = sql`cityHash64('')`;

/** Distinct devices, over `device_hash`. */
export const visitors = sql`uniqExactIf(device_hash, device_hash != ${nobody})`;

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
    WHERE ${sealedIn(plan, cut.sealsInSpan)} AND ${within(span, sql`slot`)}`;
  return cut.openInSpan.length === 0
    ? sealed
    : sql`${sealed}
    UNION ALL
    ${open}`;
}

/**
 * Selects the rows of a breakdown by a fact: `name`, its value, with `session_hash`, `device_hash`, `page_views` and `revenue`;
 * `in_range`, false behind the range, where its sessions go on; `is_session`, one row of a session that started in the range
 * and has one value; `in_session`, every row of any other session that did.
 */
export function factRows(plan: Plan, cut: Cut, fact: SessionFact, isAcquired: boolean): Sql {
  const { tables, range } = plan;
  const spanning = spanningSessions(plan, cut);
  const started = startedOrMixed(plan, cut);
  const source = isAcquired ? firstFacts(plan, cut, fact) : sql``;
  const value = isAcquired
    ? sql`if(is_spanning, first_fact, toString(${identifier(fact)}))`
    : identifier(fact);
  const sealedRows = (
    in_range: Sql,
    is_session: Sql,
    in_session: Sql,
  ) => sql`SELECT ${value} AS name, session_hash, device_hash, page_views, revenue,
      ${in_range} AS in_range, ${is_session} AS is_session, ${in_session} AS in_session
    FROM ${tables.activitySlots}${source}`;
  const parts: Sql[] = [];
  if (cut.sealsInSpan.length > 0) {
    const isSpanning = sql`session_hash IN (${spanning})`;
    parts.push(sql`${sealedRows(
      sql`1`,
      sql`starts AND NOT is_mixed AND NOT ${isSpanning}`,
      sql`(is_mixed OR ${isSpanning}) AND session_hash IN (${started})`,
    )}
    WHERE ${sealedIn(plan, cut.sealsInSpan)} AND ${within(range, sql`slot`)}`);
  }
  if (cut.sealsOnwards.length > 0) {
    parts.push(sql`${sealedRows(sql`0`, sql`0`, sql`1`)}
    WHERE ${sealedIn(plan, cut.sealsOnwards)} AND slot >= ${param.time(range.to)} AND session_hash IN (${started})`);
  }
  if (cut.openOnwards.length > 0) {
    parts.push(sql`SELECT ${value} AS name, session_hash, cityHash64(device_id) AS device_hash, toUInt32(${isPageView}) AS page_views, revenue,
      ${within(range)} AS in_range, 0 AS is_session, session_hash IN (${started}) AS in_session
    FROM (SELECT *, cityHash64(session_id) AS session_hash FROM ${tables.events} WHERE ${onDays(plan, cut.openOnwards)} AND timestamp >= ${param.time(range.from)}) AS open_events${source}`);
  }
  return joinSql(
    parts.length > 0
      ? parts
      : [
          sql`SELECT '' AS name, ${nobody} AS session_hash, ${nobody} AS device_hash, 0 AS page_views, 0 AS revenue, 0 AS in_range, 0 AS is_session, 0 AS in_session`,
        ],
    sql`
    UNION ALL
    `,
  );
}

/** The hashes of sessions that started in the range and may have several values of a fact, or events on several days. */
function startedOrMixed(plan: Plan, cut: Cut): Sql {
  const spanning = startedSpanning(plan, cut);
  if (cut.sealsInSpan.length === 0) return spanning;
  return sql`${spanning}
    UNION ALL
    SELECT session_hash FROM ${plan.tables.sessionDays}
    WHERE ${sealedIn(plan, cut.sealsInSpan)} AND is_mixed AND ${within(plan.range, sql`started_at`)}
      AND session_hash NOT IN (${spanningSessions(plan, cut)})`;
}

/** The hashes of sessions that started in the range and may have events on several days. */
export function startedSpanning(plan: Plan, cut: Cut): Sql {
  const started = within(plan.range, sql`started`);
  return sql`SELECT session_hash FROM (${spanningRows(plan, cut, [], started)})`;
}

/** Joins the fact of the first event of sessions that may have events on several days. */
function firstFacts(plan: Plan, cut: Cut, fact: SessionFact): Sql {
  const rows = spanningRows(plan, cut, [`first_${fact}`]);
  return sql` LEFT ANY JOIN (
      SELECT session_hash AS spanning_hash, ${identifier(`first_${fact}`)} AS first_fact, 1 AS is_spanning FROM (${rows})
    ) AS firsts ON session_hash = firsts.spanning_hash`;
}
