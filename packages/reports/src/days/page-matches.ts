import { eventOrder, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { isOfWholeSessions } from '../filters/related.ts';
import { isBounce } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { isPageView, within } from '../query/span.ts';
import { nobody } from './activity-rows.ts';
import { cutOf } from './days.ts';
import { horizonOf } from './horizon.ts';
import { matchingEvents } from './matching-rows.ts';
import { sessionRows } from './session-rows.ts';

/**
 * Selects the pages of the matching views: `page`, `page_views`, `visitors`, `sessions` that viewed it; of the sessions with any
 * matching event those that `entered` on it and `bounced`; and `durations` from views to the session's next event, `duration_ms` in sum.
 * The events of those sessions are read once.
 */
export function pagesOfMatches(plan: Plan): Sql {
  const cut = cutOf(plan.days, plan.range);
  const entry = sql`(entered_on, ${nobody}, toUInt8(0), ${nobody}, toUInt8(1), toUInt8(${isBounce}), toUInt8(0), toInt64(0))`;
  const view = sql`(event.2, if(event.4, event.5, ${nobody}), event.4, if(is_started, session_hash, ${nobody}), toUInt8(0), toUInt8(0),
        toUInt8(event.4 AND next > 0), if(event.4 AND next > 0, next - event.6, 0))`;
  return sql`SELECT counted.1 AS page,
  sum(counted.3) AS page_views,
  uniqExactIf(counted.2, counted.2 != ${nobody}) AS visitors,
  uniqExactIf(counted.4, counted.4 != ${nobody}) AS sessions,
  sum(counted.5) AS entered,
  sum(counted.6) AS bounced,
  sum(counted.7) AS durations,
  sum(counted.8) AS duration_ms
FROM (
  SELECT arrayJoin(arrayConcat(
    if(is_started AND views > 0, [${entry}], []),
    arrayMap((event, next) -> ${view},
      arrayFilter(event -> event.3, all_events), arrayFilter((next, event) -> event.3, all_next, all_events))
  )) AS counted
  FROM (
    SELECT session_hash AS known_hash, views, custom, entered_on, ${within(plan.range, sql`started`)} AS is_started
    FROM (${sessionRows(plan, cut, ['views', 'custom', 'entered_on'], { seals: cut.sealsInSpan })})
  ) AS sessions RIGHT JOIN (
    SELECT session_hash, arraySort(event -> event.1, groupArray((place, page, is_counted, in_range, device, at))) AS all_events,
      if(session_hash = ${nobody}, arrayMap(event -> toInt64(0), all_events), arrayPushBack(arrayPopFront(arrayMap(event -> event.6, all_events)), toInt64(0))) AS all_next
    FROM (${eventsOfSessions(plan)})
    GROUP BY session_hash, if(session_hash = ${nobody}, device, 0)
  ) AS matches ON sessions.known_hash = matches.session_hash
)
GROUP BY page
HAVING page_views > 0`;
}

/** Selects all events of sessions with a matching one, and matching events without a session; `is_counted` where it is a view that matches. */
function eventsOfSessions(plan: Plan): Sql {
  const { tables, range, projectId } = plan;
  const filter = plan.filter ?? sql`1`;
  // Only events of sessions that pass are read then.
  const isMatch = [...plan.filterFields].every(isOfWholeSessions) ? sql`1` : filter;
  return sql`SELECT cityHash64(session_id) AS session_hash, cityHash64(device_id) AS device, ${eventOrder} AS place,
      toUnixTimestamp64Milli(timestamp) AS at, ${within(range)} AS in_range, (${isPageView} AND (${isMatch})) AS is_counted, if(is_counted, path, '') AS page
    FROM ${tables.events}
    WHERE project_id = ${param.string(projectId)} AND timestamp >= ${param.time(range.from)} AND timestamp < ${horizonOf(plan)}
      AND if(session_id = '', (${filter}), cityHash64(session_id) IN (SELECT session_hash FROM (${matchingEvents(plan, [])})))`;
}
