import { type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { eventsIn, isBounce } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { endOfTime, isPageView, within } from '../query/span.ts';
import { nobody } from './activity-rows.ts';
import { cutOf } from './days.ts';
import { horizonOf } from './horizon.ts';
import { sessionRows } from './session-rows.ts';

/**
 * Selects the pages of the matching views: `page`, `page_views`, `visitors`, `sessions` that viewed it, and of the sessions with any
 * matching event those that `entered` on it and `bounced`. The matching events are read once.
 */
export function pagesOfMatches(plan: Plan): Sql {
  const cut = cutOf(plan.days, plan.range);
  return sql`SELECT counted.1 AS page,
  sum(counted.3) AS page_views,
  uniqExactIf(counted.2, counted.2 != ${nobody}) AS visitors,
  uniqExactIf(counted.4, counted.4 != ${nobody}) AS sessions,
  sum(counted.5) AS entered,
  sum(counted.6) AS bounced
FROM (
  SELECT arrayJoin(arrayConcat(
    if(is_started AND views > 0, [(entered_on, ${nobody}, toUInt64(0), ${nobody}, toUInt8(1), toUInt8(${isBounce}))], []),
    arrayMap((path, device_hash, count) -> (path, device_hash, count, if(is_started, session_hash, ${nobody}), toUInt8(0), toUInt8(0)), all_paths, all_devices, all_counts)
  )) AS counted
  FROM (
    SELECT session_hash AS known_hash, views, custom, entered_on, ${within(plan.range, sql`started`)} AS is_started
    FROM (${sessionRows(plan, cut, ['views', 'custom', 'entered_on'], { seals: cut.sealsInSpan })})
  ) AS sessions RIGHT JOIN (
    SELECT session_hash, groupArrayIf(path, is_view) AS all_paths, groupArrayIf(device_hash, is_view) AS all_devices, groupArrayIf(count, is_view) AS all_counts
    FROM (
      SELECT session_hash, device_hash, is_view, if(is_view, page, '') AS path, countIf(in_range) AS count
      FROM (
        SELECT cityHash64(session_id) AS session_hash, ${within(plan.range)} AS in_range,
          if(in_range, cityHash64(device_id), ${nobody}) AS device_hash, ${isPageView} AS is_view, path AS page
        FROM ${plan.tables.events}
        WHERE ${eventsIn(plan, { from: plan.range.from, to: endOfTime })} AND timestamp < ${horizonOf(plan, cut)}
      )
      GROUP BY session_hash, device_hash, is_view, path
    )
    GROUP BY session_hash, if(session_hash = ${nobody}, device_hash, 0)
  ) AS matches ON sessions.known_hash = matches.session_hash
)
GROUP BY page
HAVING page_views > 0 OR sessions > 0`;
}
