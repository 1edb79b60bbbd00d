import { eventOrder, param, type Sql, slotSeconds, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import { isPageView, within } from '../query/span.ts';
import {
  byNumber,
  nobody,
  ofInterest,
  startedOpen,
  startedSpanning,
  unionAll,
  whereSessionsGoOn,
  withNumbers,
} from './activity-rows.ts';
import { type Cut, type OpenDay, onDays, sealedIn } from './days.ts';
import { partsOfSpanning } from './session-rows.ts';
import { besideSeams } from './spanning.ts';
import { totalsIn } from './totals.ts';

/** Selects `path` and `views` that sum up to the page views of the range. */
export function viewsByPath(plan: Plan, cut: Cut): Sql {
  const { tables, range } = plan;
  const parts: Sql[] = [];
  if (cut.totals.length > 0) {
    parts.push(sql`SELECT value AS path, page_views AS views FROM ${tables.dayTotals}
    WHERE ${totalsIn(plan, cut)} AND dimension = 'path'`);
  }
  const rows = (where: Sql) => sql`SELECT path, toUInt64(views) AS views FROM ${tables.pageSlots}
    WHERE ${where} AND slot >= ${param.second(range.from)} AND slot < ${param.second(range.to)}`;
  if (cut.sealsInSpan.length > 0) parts.push(rows(sealedIn(plan, cut.sealsInSpan)));
  const withSpanning = new Set(cut.spanning?.flatMap(({ seals }) => seals));
  const besideTotals = cut.totals.filter((seal) => withSpanning.has(seal));
  if (besideTotals.length > 0)
    parts.push(rows(sql`${sealedIn(plan, besideTotals)} AND spans_days${besideSeams(cut)}`));
  if (cut.openInSpan.length > 0 || parts.length === 0) {
    parts.push(sql`SELECT path, toUInt64(1) AS views FROM ${tables.events}
    WHERE ${onDays(plan, cut.openInSpan)} AND ${isPageView} AND ${within(range)}`);
  }
  return unionAll(parts);
}

/**
 * Selects rows that sum up to the page views of the range: `path`, `session_hash`, `number`, `device_hash`, `views`,
 * `durations` and `duration_ms` (from views to the session's next event); `in_range`, false behind the range, where its sessions go on;
 * `is_session`, one row a path of a session that started in the range; `in_session`, every row of a session that did and may
 * have events on several days. `wanted` is a further condition on the path, ` AND …`. Undefined where totals say it all.
 */
export function pageRows(plan: Plan, cut: Cut, wanted: Sql): Sql | undefined {
  const { tables, range } = plan;
  const started = startedSpanning(plan, cut);
  const parts: Sql[] = [];
  const goingOn = whereSessionsGoOn(cut, range);
  const sealedRows = (
    is_session: Sql,
    in_session: Sql,
    where: Sql,
  ) => sql`SELECT path, session_hash, ${byNumber}, views, durations, duration_ms,
      slot < ${param.second(range.to)} AS in_range, ${is_session} AS is_session, ${in_session} AS in_session
    FROM ${tables.pageSlots}
    WHERE ${where} AND slot >= ${param.second(range.from)}${wanted}`;
  if (cut.sealsInSpan.length > 0) {
    const start = sql`slot - slots_before * ${param.limit(slotSeconds)}`;
    const startedIn = sql`${start} >= ${param.second(range.from)} AND ${start} < ${param.second(range.to)}`;
    parts.push(
      sealedRows(
        sql`is_first AND ${startedIn}`,
        sql`0`,
        sql`${sealedIn(plan, cut.sealsInSpan)} AND NOT spans_days`,
      ),
    );
  }
  if (goingOn.seals.length > 0 && (cut.spanning?.length ?? 1) > 0) {
    parts.push(
      sealedRows(sql`0`, started, sql`${sealedIn(plan, goingOn.seals)} AND spans_days${besideSeams(cut)}`),
    );
  }
  if (goingOn.open.length > 0) parts.push(openViews(plan, cut, goingOn.open, wanted));
  if (parts.length > 0) parts.push(viewsAcrossDays(plan, cut, wanted));
  return parts.length === 0 ? undefined : unionAll(parts);
}

const at = sql`toUnixTimestamp64Milli(timestamp)`;

function openViews(plan: Plan, cut: Cut, open: readonly OpenDay[], wanted: Sql): Sql {
  const events = withNumbers(
    plan,
    cut,
    sql`path, ${isPageView} AS is_view, timestamp, ${at} AS at, ${eventOrder} AS place, cityHash64(session_id) AS session_hash`,
    sql`${onDays(plan, open)} AND timestamp >= ${param.time(plan.range.from)}${ofInterest(plan, cut)}`,
  );
  return sql`SELECT path, session_hash, number, device_hash, toUInt32(1) AS views,
      toUInt32(next_at IS NOT NULL) AS durations, toUInt64(ifNull(next_at, at) - at) AS duration_ms,
      ${within(plan.range)} AS in_range, 0 AS is_session, ${startedOpen(plan, cut)} AS in_session
    FROM (
      SELECT path, is_view, timestamp, at, session_hash, number, device_hash,
        if(session_hash = ${nobody}, NULL, leadInFrame(toNullable(at)) OVER (
          PARTITION BY session_hash, toDate(timestamp) ORDER BY place ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        )) AS next_at
      FROM ${events}
    )
    WHERE is_view${wanted}`;
}

/** The last view of a part, where the session goes on in another. */
function viewsAcrossDays(plan: Plan, cut: Cut, wanted: Sql): Sql {
  const days = partsOfSpanning(plan, cut, ['ended_at', 'ends_with_view', 'exit_path']);
  return sql`SELECT path, ${nobody} AS session_hash, toUInt32(0) AS number, toUInt64(0) AS device_hash, toUInt32(0) AS views, toUInt32(1) AS durations,
      toUInt64(next_at - toUnixTimestamp64Milli(ended_at)) AS duration_ms, 1 AS in_range, 0 AS is_session, 0 AS in_session
    FROM (
      SELECT exit_path AS path, ended_at, ends_with_view,
        leadInFrame(toNullable(toUnixTimestamp64Milli(started_at))) OVER (
          PARTITION BY session_hash ORDER BY started_at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS next_at
      FROM (
        ${days}
      )
    )
    WHERE ends_with_view AND next_at IS NOT NULL AND ${within(plan.range, sql`ended_at`)}${wanted}`;
}
