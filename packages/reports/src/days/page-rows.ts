import { eventOrder, param, type Sql, slotSeconds, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import { isPageView, matching, within } from '../query/span.ts';
import {
  byNumber,
  nobody,
  ofInterest,
  type RowsOfDays,
  startedOpen,
  startedSpanning,
  unionAll,
  whereSessionsGoOn,
  withNumbers,
} from './activity-rows.ts';
import { type OpenDay, onDays, type Split, sealedIn } from './days.ts';
import { partsOfSpanning } from './session-rows.ts';
import { besideSeams } from './spanning.ts';
import { totalsIn } from './totals.ts';

/** Selects `path` and `views` that sum up to the page views of the range. */
export function viewsByPath(plan: Plan, split: Split): Sql {
  const { tables, range } = plan;
  const parts: Sql[] = [];
  if (split.totals.length > 0) {
    parts.push(sql`SELECT value AS path, page_views AS views FROM ${tables.dayTotals}
    WHERE ${totalsIn(plan, split)} AND dimension = 'path'`);
  }
  const rows = (where: Sql) => sql`SELECT path, toUInt64(views) AS views FROM ${tables.pageSlots}
    WHERE ${where} AND slot >= ${param.second(range.from)} AND slot < ${param.second(range.to)}`;
  if (split.sealsInSpan.length > 0) parts.push(rows(sealedIn(plan, split.sealsInSpan)));
  // Where such sessions are too many to be listed, any day may have some.
  const withSpanning = split.spanning && new Set(split.spanning.flatMap(({ seals }) => seals));
  const besideTotals = split.summed.filter((seal) => withSpanning?.has(seal) ?? true);
  if (besideTotals.length > 0)
    parts.push(rows(sql`${sealedIn(plan, besideTotals)} AND spans_days${besideSeams(split)}`));
  if (split.openInSpan.length > 0 || parts.length === 0) {
    parts.push(sql`SELECT path, toUInt64(1) AS views FROM ${tables.events}
    WHERE ${onDays(plan, split.openInSpan)} AND ${isPageView} AND ${within(range)}`);
  }
  return unionAll(parts);
}

/**
 * Selects rows that sum up to the page views of the range that pass the filter: `path`, `session_hash`, `number`, `device_hash`, `views`,
 * `durations` and `duration_ms` (from views to the session's next event); `in_range`, false behind the range, where its sessions go on;
 * `is_session`, one row a path of a session that started in the range; `in_session`, every row of a session that did and may
 * have events on several days. `wanted` is a further condition on the path, ` AND …`. Rows of days that lie in the range as a whole are apart: all of
 * them are in range. Undefined where there are no such rows, and both where totals say it all.
 */
export function pageRows(plan: Plan, split: Split, wanted: Sql): RowsOfDays {
  const { tables, range } = plan;
  const started = startedSpanning(plan, split);
  const parts: Sql[] = [];
  const goingOn = whereSessionsGoOn(split, range);
  const sealedRows = (
    columns: { readonly in_range: Sql; readonly is_session: Sql; readonly in_session: Sql },
    where: Sql,
  ) => sql`SELECT path, session_hash, ${byNumber}, views, durations, duration_ms,
      ${columns.in_range} AS in_range, ${columns.is_session} AS is_session, ${columns.in_session} AS in_session
    FROM ${tables.pageSlots}
    WHERE ${where}${wanted}`;
  const isBefore = sql`slot < ${param.second(range.to)}`;
  const isBehind = sql` AND slot >= ${param.second(range.from)}`;
  const start = sql`slot - slots_before * ${param.limit(slotSeconds)}`;
  const startedIn = sql` AND ${start} >= ${param.second(range.from)} AND ${start} < ${param.second(range.to)}`;
  // Of a session whose facts change another row may be the first that passes.
  const [isSession, inSession] = plan.sealedFilter
    ? [sql`is_first AND session_number > 0`, sql`session_number = 0 AND session_hash != ${nobody}`]
    : [sql`is_first`, undefined];
  const ofDays = (seals: readonly number[]) =>
    sql`${sealedIn(plan, seals)} AND NOT spans_days${matchingViews(plan, seals, 'whole')}`;
  // All rows of a whole day count, so their times are not read.
  const whole = sealedRows(
    { in_range: sql`1`, is_session: isSession, in_session: inSession ?? sql`0` },
    ofDays(split.wholeInSpan),
  );
  const hasWhole = split.wholeInSpan.length > 0;
  if (split.cutInSpan.length > 0) {
    const columns = {
      in_range: isBefore,
      is_session: sql`${isSession}${startedIn}`,
      in_session: inSession ? sql`${inSession}${startedIn}` : sql`0`,
    };
    parts.push(sealedRows(columns, sql`${ofDays(split.cutInSpan)}${isBehind}`));
  }
  if (goingOn.seals.length > 0 && (split.spanning?.length ?? 1) > 0) {
    parts.push(
      sealedRows(
        { in_range: isBefore, is_session: sql`0`, in_session: started },
        sql`${sealedIn(plan, goingOn.seals)} AND spans_days${besideSeams(split)}${matchingViews(plan, goingOn.seals, 'spanning')}${isBehind}`,
      ),
    );
  }
  if (goingOn.open.length > 0) parts.push(openViews(plan, split, goingOn.open, wanted));
  if (hasWhole || parts.length > 0) parts.push(viewsAcrossDays(plan, split, wanted));
  return { whole: hasWhole ? whole : undefined, others: parts.length > 0 ? unionAll(parts) : undefined };
}

/** ` AND …` on rows of views: those whose session passes the filter on facts, or they themselves where its facts change. */
function matchingViews(plan: Plan, seals: readonly number[], rows: 'whole' | 'spanning'): Sql {
  const { tables, sealedFilter } = plan;
  if (!sealedFilter) return sql``;
  if (rows === 'spanning' && sealedFilter.isOfAcquisition) return sql` AND (${sealedFilter.spanning})`;
  const ofKind = rows === 'whole' ? sql`NOT spans_days` : sql`spans_days`;
  return sql` AND if(session_number = 0, ${sealedFilter[rows]}, ${sessionKey} IN (
      SELECT ${sessionKey} FROM ${tables.sessionDays}
      WHERE ${sealedIn(plan, seals)} AND ${ofKind} AND NOT is_mixed AND ${sealedFilter[rows]}
    ))`;
}

/** A session and its day as one number, since sets of those are found sooner than sets of two. */
const sessionKey = sql`bitOr(bitShiftLeft(toUInt64(toUInt16(day)), 32), session_number)`;

const at = sql`toUnixTimestamp64Milli(timestamp)`;

function openViews(plan: Plan, split: Split, open: readonly OpenDay[], wanted: Sql): Sql {
  const events = withNumbers(
    plan,
    split,
    sql`path, (${isPageView}${matching(plan)}) AS is_view, timestamp, ${at} AS at, ${eventOrder} AS place, cityHash64(session_id) AS session_hash`,
    sql`${onDays(plan, open)} AND timestamp >= ${param.time(plan.range.from)}${ofInterest(plan, split)}`,
  );
  return sql`SELECT path, session_hash, number, device_hash, toUInt32(1) AS views,
      toUInt32(next_at IS NOT NULL) AS durations, toUInt64(ifNull(next_at, at) - at) AS duration_ms,
      ${within(plan.range)} AS in_range, 0 AS is_session, ${startedOpen(plan, split)} AS in_session
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
function viewsAcrossDays(plan: Plan, split: Split, wanted: Sql): Sql {
  const columns = ['ended_at', 'ends_with_view', 'exit_path'];
  const days = partsOfSpanning(plan, split, columns, lastPasses(plan, split));
  return sql`SELECT path, ${nobody} AS session_hash, toUInt32(0) AS number, toUInt64(0) AS device_hash, toUInt32(0) AS views, toUInt32(1) AS durations,
      toUInt64(next_at - toUnixTimestamp64Milli(ended_at)) AS duration_ms, 1 AS in_range, 0 AS is_session, 0 AS in_session
    FROM (
      SELECT exit_path AS path, ended_at, ${plan.sealedFilter ? sql`ends_with_view AND last_passes` : sql`ends_with_view`} AS is_paused,
        leadInFrame(toNullable(toUnixTimestamp64Milli(started_at))) OVER (
          PARTITION BY session_hash ORDER BY started_at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS next_at
      FROM (
        ${days}
      )
    )
    WHERE is_paused AND next_at IS NOT NULL AND ${within(plan.range, sql`ended_at`)}${wanted}`;
}

/** Whether the last event of a part of a session passes the filter on facts. */
function lastPasses(plan: Plan, split: Split) {
  const { tables, filter, sealedFilter } = plan;
  if (!filter || !sealedFilter) return [];
  const views = sql`SELECT seal, session_hash FROM ${tables.pageSlots}
      WHERE ${sealedIn(plan, split.seals)} AND spans_days AND is_last AND session_number = 0 AND ${sealedFilter.spanning}`;
  return [
    {
      name: 'last_passes',
      sealed: sealedFilter.isOfAcquisition
        ? sealedFilter.spanning
        : sql`if(is_mixed, (seal, session_hash) IN (${views}), ${sealedFilter.spanning})`,
      open: sql`argMax(toUInt8(${filter}), ${eventOrder})`,
    },
  ];
}
