import { isDeepStrictEqual } from 'node:util';
import {
  acquisitionFacts,
  dayMs,
  identifier,
  joinSql,
  param,
  type SessionFact,
  type Sql,
  slotSeconds,
  sql,
  toQuery,
} from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import { isPageView, matching, within } from '../query/span.ts';
import type { Span } from '../time/span.ts';
import { type OpenDay, onDays, type SpanningSession, type Split, sealedIn } from './days.ts';
import { listedNumber, listFor } from './open-numbers.ts';
import { spanningRows } from './session-rows.ts';
import { isSpanning } from './spanning.ts';

/** The hash of no device, and of no session. */
export const nobody = sql`cityHash64('')`;

/** Where a row has a device's number, and its hash where it has none. */
export const byNumber = sql`device_number AS number, toUInt64(0) AS device_hash`;

/** Events with columns of theirs, `device_hash`, and `number` where those in the span are counted together with sealed rows. */
export function withNumbers(plan: Plan, split: Split, columns: Sql, where: Sql): Sql {
  const { tables, projectId, days } = plan;
  const numberedBy = (number: Sql) =>
    sql`(SELECT ${columns}, cityHash64(device_id) AS device_hash, ${number} AS number FROM ${tables.events} WHERE ${where})`;
  const isAlone = split.totals.length + split.sealsInSpan.length === 0 || split.openInSpan.length === 0;
  if (isAlone) return numberedBy(sql`toUInt32(0)`);
  const list = listFor(days, split);
  if (list) return numberedBy(listedNumber(list));
  return sql`(
      SELECT of_events.*, numbers.number AS number
      FROM (SELECT ${columns}, cityHash64(device_id) AS device_hash FROM ${tables.events} WHERE ${where}) AS of_events
      LEFT ANY JOIN (
        SELECT device_hash, number FROM ${tables.deviceNumbers}
        WHERE project_id = ${param.string(projectId)} AND numbering = ${param.limit(days.numbering)}
          AND device_hash IN (SELECT cityHash64(device_id) FROM ${tables.events} WHERE ${where})
      ) AS numbers ON of_events.device_hash = numbers.device_hash
    )`;
}

/** ` AND (filter)` over sealed rows with facts, all of them or those of one kind, or nothing. */
export function matchingSealed(plan: Plan, rows: Split | 'whole' | 'spanning'): Sql {
  const { sealedFilter } = plan;
  if (!sealedFilter) return sql``;
  if (typeof rows === 'string') return sql` AND (${sealedFilter[rows]})`;
  if (rows.spanning?.length === 0 || isSame(sealedFilter.whole, sealedFilter.spanning))
    return sql` AND (${sealedFilter.whole})`;
  return sql` AND if(${isSpanning(plan, rows)}, ${sealedFilter.spanning}, ${sealedFilter.whole})`;
}

/** Facts of devices are asked of both kinds of rows alike. */
function isSame(one: Sql, other: Sql): boolean {
  const [a, b] = [toQuery(one), toQuery(other)];
  return a.query === b.query && isDeepStrictEqual(a.query_params, b.query_params);
}

/**
 * Selects what happened in the span and passes the filter: rows that sum up to its events, with `at`, within a slot of when they happened, `number`,
 * `device_hash`, `page_views`, `events` and `revenue`.
 */
export function activityIn(plan: Plan, span: Span, split: Split): Sql {
  const rows = (
    from: Sql,
  ) => sql`SELECT timestamp AS at, number, device_hash, toUInt32(${isPageView}) AS page_views, toUInt32(1) AS events, amount AS revenue
    FROM ${from}`;
  const columns = sql`timestamp, name, ${plan.tables.money.amount} AS amount`;
  const parts: Sql[] = [];
  if (split.sealsInSpan.length > 0) {
    const isIn =
      split.cutInSpan.length > 0
        ? sql` AND slot >= ${param.second(span.from)} AND slot < ${param.second(span.to)}`
        : sql``;
    parts.push(sql`SELECT toDateTime64(slot, 3, 'UTC') AS at, ${byNumber}, page_views, events, revenue FROM ${plan.tables.activitySlots}
    WHERE ${sealedIn(plan, split.sealsInSpan)}${isIn}${matchingSealed(plan, split)}`);
  }
  if (split.openInSpan.length > 0 || parts.length === 0) {
    parts.push(
      rows(
        withNumbers(
          plan,
          split,
          columns,
          sql`${onDays(plan, split.openInSpan)} AND ${within(span)}${matching(plan)}`,
        ),
      ),
    );
  }
  return unionAll(parts);
}

/** Rows of days that lie in the range as a whole, and of all others. */
export interface RowsOfDays {
  readonly whole: Sql | undefined;
  readonly others: Sql | undefined;
}

/**
 * Selects the rows of breakdowns by facts that pass the filter: a column for each fact with its value, `session_hash`, `number`, `device_hash`,
 * `page_views`, `events` and `revenue`; `in_range`, false behind the range, where its sessions go on; `is_session`, one row of a session that
 * started in the range and has one value of each fact; `in_session`, every row of any other session that did. Rows of days that lie in the range as a
 * whole are apart: all of them are in range. Undefined where there are no such rows, and both where totals say it all.
 */
export function factRows(plan: Plan, split: Split, facts: readonly SessionFact[]): RowsOfDays {
  const { tables, range } = plan;
  const spans = isSpanning(plan, split);
  const goingOn = whereSessionsGoOn(split, range);
  const names = joinSql(
    facts.map((fact) => sql`toLowCardinality(${identifier(fact)}) AS ${identifier(`of_${fact}`)}`),
    sql`, `,
  );
  const sealedRows = (
    columns: { readonly in_range: Sql; readonly is_session: Sql; readonly in_session: Sql },
    where: Sql,
  ) => sql`SELECT ${names},
      session_hash, ${byNumber}, page_views, events, revenue, ${columns.in_range} AS in_range, ${columns.is_session} AS is_session, ${columns.in_session} AS in_session
    FROM ${tables.activitySlots}
    WHERE ${where}`;
  const isIn = sql`slot >= ${param.second(range.from)} AND slot < ${param.second(range.to)}`;
  const ofDays = (seals: readonly number[]) =>
    sql`${sealedIn(plan, seals)} AND NOT (${spans})${matchingSealed(plan, 'whole')}`;
  // All rows of a whole day count, so their times are not read.
  const whole = sealedRows(
    { in_range: sql`1`, is_session: sql`starts AND NOT is_mixed`, in_session: sql`is_mixed` },
    ofDays(split.wholeInSpan),
  );
  const parts: Sql[] = [];
  if (split.cutInSpan.length > 0) {
    const start = sql`slot - slots_before * ${param.limit(slotSeconds)}`;
    const columns = {
      in_range: isIn,
      is_session: sql`starts AND in_range AND NOT is_mixed`,
      in_session: sql`is_mixed AND ${start} >= ${param.second(range.from)} AND ${start} < ${param.second(range.to)}`,
    };
    const reaches = sql`slot >= ${param.second(range.from)} AND (slot < ${param.second(range.to)} OR is_mixed)`;
    parts.push(sealedRows(columns, sql`${ofDays(split.cutInSpan)} AND ${reaches}`));
  }
  const several: Sql[] = [];
  if (goingOn.seals.length > 0 && (split.spanning?.length ?? 1) > 0) {
    const where = sql`${sealedIn(plan, goingOn.seals)} AND slot >= ${param.second(range.from)} AND ${spans}${matchingSealed(plan, 'spanning')}`;
    const columns = { in_range: isIn, is_session: sql`0`, in_session: startedSpanning(plan, split) };
    several.push(sealedRows(columns, where));
  }
  if (goingOn.open.length > 0) {
    const columns = joinSql(facts.map(identifier), sql`, `);
    const events = withNumbers(
      plan,
      split,
      sql`timestamp, ${isPageView} AS is_view, ${tables.money.amount} AS amount, ${columns}, cityHash64(session_id) AS session_hash`,
      sql`${onDays(plan, goingOn.open)} AND timestamp >= ${param.time(range.from)}${ofInterest(plan, split)}${matching(plan)}`,
    );
    several.push(sql`SELECT ${names}, session_hash, number, device_hash, toUInt32(is_view) AS page_views, toUInt32(1) AS events, amount AS revenue,
      ${within(range)} AS in_range, 0 AS is_session, ${startedOpen(plan, split)} AS in_session
    FROM ${events}`);
  }
  if (several.length > 0) parts.push(withFirstFacts(plan, split, facts, unionAll(several)));
  return {
    whole: split.wholeInSpan.length > 0 ? whole : undefined,
    others: parts.length > 0 ? unionAll(parts) : undefined,
  };
}

/** Rows of sessions that may have several parts: how visitors came is what the session's first event says. */
function withFirstFacts(plan: Plan, split: Split, facts: readonly SessionFact[], rows: Sql): Sql {
  const acquired = facts.filter((fact) => acquisitionFacts.some((one) => one === fact));
  if (acquired.length === 0) return rows;
  const firsts = acquired.map((fact) => identifier(`first_${fact}`));
  const names = facts.map((fact) => {
    const own = identifier(`of_${fact}`);
    return acquired.includes(fact)
      ? sql`toLowCardinality(if(is_joined, ${identifier(`first_${fact}`)}, ${own})) AS ${own}`
      : own;
  });
  return sql`SELECT ${joinSql(names, sql`, `)}, session_hash, number, device_hash, page_views, events, revenue, in_range, is_session, in_session
    FROM (
      ${rows}
    ) AS several LEFT ANY JOIN (
      SELECT session_hash AS spanning_hash, ${joinSql(firsts, sql`, `)}, 1 AS is_joined
      FROM (${spanningRows(
        plan,
        split,
        acquired.map((fact) => `first_${fact}` as const),
      )})
    ) AS firsts ON several.session_hash = firsts.spanning_hash`;
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
  split: Split,
  range: Span,
): { seals: readonly number[]; open: readonly OpenDay[] } {
  if (!split.spanning) return { seals: split.sealsOnwards, open: split.openOnwards };
  const started = split.spanning.filter(
    (session) => session.started >= range.from && session.started < range.to,
  );
  const withSpanning = new Set(split.spanning.flatMap(({ seals }) => seals));
  const used = new Set([
    ...[...split.sealsInSpan, ...split.summed].filter((seal) => withSpanning.has(seal)),
    ...started.flatMap(({ seals }) => seals),
  ]);
  const readsOpen = split.openInSpan.length > 0 || started.some(({ is_open }) => is_open === 1);
  return {
    seals: split.sealsOnwards.filter((seal) => used.has(seal)),
    open: readsOpen ? split.openOnwards : [],
  };
}

/** A condition on `session_hash` of a session that spans days: it started in the range. */
export function startedSpanning(plan: Plan, split: Split): Sql {
  if (!split.spanning) return startedOpen(plan, split);
  return isOneOf(split.spanning.filter(({ started }) => isIn(plan.range, started)));
}

/** A condition on `session_hash` of a session with events on open days: it started in the range. */
export function startedOpen(plan: Plan, split: Split): Sql {
  const { from, to } = plan.range;
  const listed = split.spanning?.filter(({ is_open }) => is_open === 1);
  if (listed && split.openInSpan.length === 0) {
    return isOneOf(listed.filter(({ started }) => isIn(plan.range, started)));
  }
  // Where all open days lie in the range, so do those who have events there, but for those who came from a sealed day.
  if (listed && split.open.every(({ day }) => day * dayMs >= from && (day + 1) * dayMs <= to)) {
    const others = listed.filter(({ started }) => !isIn(plan.range, started));
    return sql`(session_hash != ${nobody} AND NOT ${isOneOf(others)})`;
  }
  const started = within(plan.range, sql`started`);
  return sql`session_hash IN (SELECT session_hash FROM (${spanningRows(plan, split, [], started)}))`;
}

/** A condition on open events with `session_hash`: behind the range those of its sessions matter alone. */
export function ofInterest(plan: Plan, split: Split): Sql {
  return split.spanning && split.openInSpan.length === 0 ? sql` AND ${startedOpen(plan, split)}` : sql``;
}

function isIn({ from, to }: Span, instant: number): boolean {
  return instant >= from && instant < to;
}

function isOneOf(sessions: readonly SpanningSession[]): Sql {
  return sessions.length === 0
    ? sql`0`
    : sql`session_hash IN ${param.hashes(sessions.map(({ hash }) => hash))}`;
}
