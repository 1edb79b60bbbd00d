import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { personSql } from '../persons/persons.ts';
import type { FilterScope } from './compile.ts';
import type { Related } from './related.ts';

/**
 * `cohort`: the day of the person's first event ever, in the zone asked in, as `2026-11-01`; so `startsWith 2026-11` is a month
 * and `gte`, `lte` are ranges. An event of nobody has none. What their devices did before they were known counts.
 */
export function cohortField(scope: FilterScope): Related {
  const { tables, zone, aliases } = scope;
  const project = param.string(scope.projectId);
  const own = sql`multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id)`;
  const toEvents = (condition: Sql) => sql`(device_id, profile_id) IN (
    SELECT device_id, profile_id FROM (
      SELECT device_id, profile_id,
        if(person = '', '', toString(toDate(min(first_at) OVER (PARTITION BY person), ${param.string(zone.name)}))) AS first_day
      FROM (
        SELECT device_id, profile_id, first_at, ${personSql(own, aliases)} AS person
        FROM (
          SELECT device_id, profile_id, min(timestamp) AS first_at
          FROM ${tables.events}
          WHERE project_id = ${project}
          GROUP BY device_id, profile_id
        ) AS known
        LEFT ANY JOIN (
          SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
          FROM ${tables.deviceProfiles}
          WHERE project_id = ${project}
          GROUP BY device_id
        ) AS identities ON known.device_id = identities.identified_device
      )
    )
    WHERE ${condition}
  )`;
  return { field: { kind: 'text', text: sql`first_day` }, toEvents };
}
