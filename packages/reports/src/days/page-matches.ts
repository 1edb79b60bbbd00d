import { orderHash, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { isBounce } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { within } from '../query/span.ts';
import { nobody } from './activity-rows.ts';
import { cutOf } from './days.ts';
import { matchingEvents } from './matching-rows.ts';
import { sessionRows } from './session-rows.ts';

/** A view's columns: page, whether it is in the range, device, milliseconds, and its `orderHash`. */
const viewColumns = sql`path, in_range, device_key, toUnixTimestamp64Milli(at), order_hash`;

/** When the session's next event happened, over a view's `at` and `order_hash`; null where it has none. */
const nextAt = sql`if(notEmpty(tied) AND arrayElement(times, indexOf(times, at) + 1) = at AND NOT has(tied, order_hash), toNullable(at), arrayFirstOrNull(time -> time > at, times))`;

/**
 * Selects the pages of the matching views: `page`, `page_views`, `visitors`, `sessions` that viewed it; of the sessions with any
 * matching event those that `entered` on it and `bounced`; and `durations` from views to the session's next event, `duration_ms` in sum.
 * Matching events are read once; when the next event happened is known of their sessions.
 */
export function pagesOfMatches(plan: Plan): Sql {
  const entry = sql`(entered_on, ${nobody}, toUInt8(0), ${nobody}, toUInt8(1), toUInt8(${isBounce}), CAST(NULL AS Nullable(Int64)))`;
  const view = sql`(page, if(in_range, device, ${nobody}), toUInt8(in_range), if(is_started, session_hash, ${nobody}), toUInt8(0), toUInt8(0),
        if(in_range, ${nextAt} - at, NULL))`;
  return sql`SELECT counted.1 AS page,
  sum(counted.3) AS page_views,
  uniqExactIf(counted.2, counted.2 != ${nobody}) AS visitors,
  uniqExactIf(counted.4, counted.4 != ${nobody}) AS sessions,
  sum(counted.5) AS entered,
  sum(counted.6) AS bounced,
  count(counted.7) AS durations,
  ifNull(sum(counted.7), 0) AS duration_ms
FROM (
  SELECT arrayJoin(arrayConcat(
    if(is_started AND views > 0, [${entry}], []),
    arrayMap((page, in_range, device, at, order_hash) -> ${view}, all_views.1, all_views.2, all_views.3, all_views.4, all_views.5)
  )) AS counted
  FROM (
${sessionsInReach(plan)}
  ) AS sessions RIGHT JOIN (
${viewsBySession(plan)}
  ) AS matches ON sessions.known_hash = matches.session_hash
)
GROUP BY page
HAVING page_views > 0`;
}

function sessionsInReach(plan: Plan): Sql {
  const cut = cutOf(plan.days, plan.range);
  const columns = ['views', 'custom', 'entered_on', 'times', 'tied'] as const;
  return sql`    SELECT session_hash AS known_hash, views, custom, entered_on, times, tied, ${within(plan.range, sql`started`)} AS is_started
    FROM (${sessionRows(plan, cut, columns, { seals: cut.sealsInSpan })})`;
}

/** Selects the matching views of each session with a matching event. Those without a session are kept apart by device. */
function viewsBySession(plan: Plan): Sql {
  const columns = [sql`path`, sql`${orderHash} AS order_hash`];
  return sql`    SELECT session_hash, groupArrayIf((${viewColumns}), views) AS all_views
    FROM (
${matchingEvents(plan, columns)}
    )
    GROUP BY session_hash, if(session_hash = ${nobody}, device_key, 0)`;
}
