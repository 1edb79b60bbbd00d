import { identifier, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type PagesData,
  type PagesParameters,
  pagesData,
  pagesParameters,
} from '@gatrix/analytics-protocol/insights';
import { durationMs, eventsIn, isBounce, isPageView, sessionsStartedIn, within } from '../query/compile.ts';
import { nextOffset, offsetOf } from '../query/offset.ts';
import type { Plan } from '../query/plan.ts';
import { meanSeconds, percent } from '../query/shape.ts';
import { horizonOf, reach, startedSessions } from './breakdown.ts';
import { viewDurations } from './page-durations.ts';
import type { Report } from './report.ts';

/**
 * Pages. `top`: views and visitors of the path in the range; sessions that started in it and viewed the path;
 * bounce_rate of those sessions that entered on it; avg_duration: seconds from a view to the session's next event,
 * mean over views that have one. `entry` and `exit`: sessions that started in the range, by the path of their first
 * or last page view: how many, their devices, all their views, their bounce rate and mean duration.
 */
export const pages: Report<PagesParameters, PagesData> = {
  name: 'pages',
  summary: 'Top, entry and exit pages',
  parameters: pagesParameters,
  data: pagesData,
  readsSessions: true,
  find: async (plan, parameters, runner) => {
    const statement = parameters.by === 'top' ? topPages(plan) : edgePages(plan, parameters.by);
    const rows = await runner.run<Row>(statement);
    const data = rows.slice(0, plan.limit).map((row) => ({
      path: row.page,
      views: row.page_views,
      unique_visitors: row.visitors,
      sessions: row.sessions,
      bounce_rate: percent(row.bounced, row.entered),
      avg_duration: meanSeconds(row.duration_ms, row.durations),
    }));
    return { data, nextCursor: nextOffset(plan, rows.length) };
  },
};

interface Row {
  readonly page: string;
  readonly page_views: number;
  readonly visitors: number;
  readonly sessions: number;
  readonly entered: number;
  readonly bounced: number;
  readonly duration_ms: number;
  readonly durations: number;
}

function topPages(plan: Plan): Sql {
  return sql`SELECT page, page_views, visitors, sessions, entered, bounced, duration_ms, durations
FROM (
  SELECT
    path AS page,
    countIf(in_range) AS page_views,
    uniqExactIf(device_id, in_range AND device_id != '') AS visitors,
    uniqExactIf(session_id, cityHash64(session_id) IN (SELECT session_hash FROM (${startedSessions(plan)}))) AS sessions
  FROM (
    SELECT path, device_id, session_id, ${within(plan.range)} AS in_range
    FROM ${plan.tables.events}
    WHERE ${eventsIn(plan, reach(plan))} AND ${isPageView} AND timestamp < ${horizonOf(plan)}
  )
  GROUP BY page
  HAVING page_views > 0 OR sessions > 0
  ORDER BY page_views DESC, page
  LIMIT ${param.limit(plan.limit + 1)} OFFSET ${param.limit(offsetOf(plan))}
) AS viewed
LEFT ANY JOIN (
  SELECT entered_on, count() AS entered, countIf(${isBounce}) AS bounced
  FROM (${sessionsStartedIn(plan, plan.range, ['views', 'custom', 'entered_on'])})
  WHERE views > 0
  GROUP BY entered_on
) AS entries ON viewed.page = entries.entered_on
LEFT ANY JOIN (${viewDurations(plan)}) AS spent ON viewed.page = spent.spent_on
ORDER BY page_views DESC, page`;
}

function edgePages(plan: Plan, by: 'entry' | 'exit'): Sql {
  const column = by === 'entry' ? 'entered_on' : 'left_from';
  return sql`SELECT
  ${identifier(column)} AS page,
  sum(views) AS page_views,
  uniqExactIf(device_hash, device_hash != cityHash64('')) AS visitors,
  count() AS sessions,
  count() AS entered,
  countIf(${isBounce}) AS bounced,
  sum(${durationMs}) AS duration_ms,
  count() AS durations
FROM (${sessionsStartedIn(plan, plan.range, ['device_hash', 'ended', 'views', 'custom', column])})
WHERE views > 0
GROUP BY page
ORDER BY sessions DESC, page
LIMIT ${param.limit(plan.limit + 1)} OFFSET ${param.limit(offsetOf(plan))}`;
}
