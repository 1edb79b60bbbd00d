import { dayIn, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { eventKey, ofEventKey, withPerson } from '../persons/with-person.ts';
import type { FilterScope, Related } from './scope.ts';

/**
 * `cohort`: the day of the person's first event ever, in the zone asked in, as `2026-11-01`; so `startsWith 2026-11` is a month
 * and `gte`, `lte` are ranges. An event of nobody has none. What their devices did before they were known counts.
 */
export function cohortField(scope: FilterScope): Related {
  const { tables, zone } = scope;
  const keys = sql`SELECT ${ofEventKey}, min(timestamp) AS first_at
          FROM ${tables.events}
          WHERE project_id = ${param.string(scope.projectId)}
          GROUP BY event_key`;
  const firstDay = dayIn(sql`(min(first_at) OVER (PARTITION BY person))`, zone.name);
  const toEvents = (condition: Sql) => sql`${eventKey} IN (
    SELECT event_key FROM (
      SELECT event_key,
        if(person = '', '', toString(${firstDay})) AS first_day
      FROM (
        ${withPerson(scope, keys, sql`event_key, first_at`)}
      )
    )
    WHERE ${condition}
  )`;
  return { field: { kind: 'text', text: sql`first_day` }, toEvents };
}
