import { eventOrder, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { horizonOf } from '../days/horizon.ts';
import { eventsIn, isPageView, matching, within } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';

/**
 * By path (`spent_on`): how many views in the range have a next event in their session (`durations`), and how many
 * milliseconds lie between, in sum (`duration_ms`). Events of a session follow each other as they were sent.
 */
export function viewDurations(plan: Plan): Sql {
  return sql`
  SELECT view.1 AS spent_on, count() AS durations, sum(view.2) AS duration_ms
  FROM (
    SELECT
      arraySort(groupArray((place, at, counts, path))) AS steps,
      arrayJoin(arrayFilter(
        (pair, counts) -> counts,
        arrayMap(i -> (steps[i].4, steps[i + 1].2 - steps[i].2), range(1, length(steps))),
        arrayMap(i -> steps[i].3, range(1, length(steps)))
      )) AS view
    FROM (
      SELECT session_id, ${eventOrder} AS place, toUnixTimestamp64Milli(timestamp) AS at, path, (${isPageView} AND ${within(plan.range)}${matching(plan)}) AS counts
      FROM ${plan.tables.events}
      WHERE project_id = ${param.string(plan.projectId)} AND session_id != ''
        AND timestamp >= ${param.time(plan.range.from)}
        AND timestamp < ${horizonOf(plan)}
        AND session_id IN (SELECT session_id FROM ${plan.tables.events} WHERE ${eventsIn(plan, plan.range)} AND ${isPageView} AND session_id != '')
    )
    GROUP BY session_id
  )
  GROUP BY spent_on`;
}
