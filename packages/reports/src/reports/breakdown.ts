import {
  acquisitionFacts,
  param,
  type SessionFact,
  type Sql,
  sessionFacts,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import {
  type BreakdownData,
  type BreakdownDimension,
  type BreakdownParameters,
  breakdownData,
  breakdownParameters,
} from '@gatrix/analytics-protocol/insights';
import { factRows, nobody } from '../days/activity-rows.ts';
import { cutForTotals, type Part, together, totalsOf } from '../days/totals.ts';
import { eventsIn, isPageView, type Span, sessionsStartedIn, within } from '../query/compile.ts';
import { nextOffset, offsetOf } from '../query/offset.ts';
import type { Plan } from '../query/plan.ts';
import { endOfTime } from '../query/span.ts';
import { dimensionOf } from './dimension.ts';
import type { Report } from './report.ts';

/**
 * Visitors, views and revenue of the events in the range, by a dimension's value; a session that started in the range
 * counts under every value that one of its events has. A row's figures are those of /metrics filtered by that value,
 * but for the dimensions of acquisition (see `dimensionOf`). Most sessions first, then visitors, then by name.
 */
export const breakdown: Report<BreakdownParameters, BreakdownData> = {
  name: 'breakdown',
  summary: 'Sessions, visitors, page views and revenue by a dimension',
  parameters: breakdownParameters,
  data: breakdownData,
  readsSessions: true,
  followsEvents: true,
  find: async (plan, parameters, runner) => {
    const fact = plan.filter ? undefined : sessionFacts.find((one) => one === parameters.dimension);
    const statement = fact ? byFact(plan, fact) : byValue(plan, parameters.dimension);
    const rows = statement ? await runner.run<BreakdownData[number]>(statement) : [];
    return { data: rows.slice(0, plan.limit), nextCursor: nextOffset(plan, rows.length) };
  },
};

/** By what sealed days know of each session. Undefined where there is nothing to ask. */
function byFact(plan: Plan, fact: SessionFact): Sql | undefined {
  const isAcquired = acquisitionFacts.some((one) => one === fact);
  const cut = cutForTotals(plan, plan.range);
  const parts = totalsOf(plan, cut, fact, figures);
  const rows = factRows(plan, cut, fact, isAcquired);
  if (rows) parts.push(factPart(rows));
  if (parts.length === 0) return undefined;
  return sql`SELECT key AS name, sessions, visitors AS unique_visitors, page_views AS screen_views, revenue
FROM (
${together(parts, figures)}
)
WHERE sessions > 0 OR events > 0
${ranked(plan)}`;
}

/** `events`: rows, since it matters only whether there are any. */
const figures = ['sessions', 'page_views', 'revenue', 'events'] as const;

function factPart(rows: Sql): Part {
  return {
    key: sql`toString(name)`,
    devices: sql`in_range`,
    figures: {
      sessions: sql`countIf(is_session) + uniqExactIf(session_hash, in_session)`,
      page_views: sql`sumIf(page_views, in_range)`,
      revenue: sql`sumIf(revenue, in_range)`,
      events: sql`countIf(in_range)`,
    },
    source: sql`FROM (
  ${rows}
  )`,
  };
}

/** By what each event says. */
function byValue(plan: Plan, dimension: BreakdownDimension): Sql {
  const { value, join, condition } = dimensionOf(plan, dimension);
  return sql`SELECT
  value AS name,
  uniqExactIf(session_hash, session_hash IN (SELECT session_hash FROM (${startedSessions(plan)}))) AS sessions,
  uniqExactIf(device_hash, in_range AND device_hash != ${nobody}) AS unique_visitors,
  countIf(in_range AND is_page_view) AS screen_views,
  sumIf(revenue, in_range) AS revenue
FROM (
  SELECT
    ${value} AS value, cityHash64(session_id) AS session_hash, cityHash64(device_id) AS device_hash, revenue,
    ${isPageView} AS is_page_view,
    ${within(plan.range)} AS in_range
  FROM ${plan.tables.events}${join}
  WHERE ${eventsIn(plan, reach(plan))} AND timestamp < ${horizonOf(plan)}${condition}
)
GROUP BY name
HAVING sessions > 0 OR countIf(in_range) > 0
${ranked(plan)}`;
}

function ranked(plan: Plan): Sql {
  return sql`ORDER BY sessions DESC, unique_visitors DESC, name
LIMIT ${param.limit(plan.limit + 1)} OFFSET ${param.limit(offsetOf(plan))}`;
}

/** From the range's start on: its sessions may have events behind its end. */
export function reach(plan: Plan): Span {
  return { from: plan.range.from, to: endOfTime };
}

/** The instant behind which no event belongs to the range or to a session that started in it. */
export function horizonOf(plan: Plan): Sql {
  return sql`(
    SELECT greatest(${param.time(plan.range.to)}, addMilliseconds(max(ended), 1))
    FROM (${sessionsStartedIn({ ...plan, filter: undefined }, plan.range, ['ended'])})
  )`;
}

/** The ids of sessions that started in the range, filters aside: the events they are met with are filtered. */
export function startedSessions(plan: Plan): Sql {
  return sessionsStartedIn({ ...plan, filter: undefined }, plan.range, []);
}
