import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import { listsOf, personSql } from './persons.ts';

type Source = Pick<Plan, 'tables' | 'projectId'>;

/**
 * Selects everyone who ever had a profile id, one row each: `id`, and when they were seen `first` and `last`, in an event or
 * in what was said of them, also before they were known. `persons`: of `personsOfAliases`.
 */
export function seenPersons(source: Source, persons: ReadonlyMap<string, string>): Sql {
  const { tables, projectId } = source;
  const project = param.string(projectId);
  const { ids, personOf } = listsOf(persons);
  // As a subquery: behind IN, ClickHouse takes a list of 100,000 that is no literal for minutes.
  const isJoined =
    persons.size === 0
      ? sql``
      : sql`
          OR device_id IN (SELECT arrayJoin(arrayConcat(${ids}, ${personOf})))`;
  const anonymous = (table: Sql) => sql`SELECT device_id, min(timestamp) AS first, max(timestamp) AS last
        FROM ${table}
        WHERE project_id = ${project} AND profile_id = '' AND (
          device_id IN (SELECT device_id FROM ${tables.deviceProfiles} WHERE project_id = ${project})
          OR device_id IN (SELECT profile_id FROM ${tables.profileActivity} WHERE project_id = ${project})${isJoined}
        )
        GROUP BY device_id`;
  return sql`SELECT person AS id, min(first_at) AS first, max(last_at) AS last
  FROM (
    SELECT ${personSql(sql`profile_id`, persons)} AS person, 1 AS is_known, first_seen_at AS first_at, last_seen_at AS last_at
    FROM ${tables.profileActivity}
    WHERE project_id = ${project}
    UNION ALL
    SELECT ${personSql(sql`if(identified_as != '', identified_as, device_id)`, persons)} AS person, 0 AS is_known, first AS first_at, last AS last_at
    FROM (
        ${anonymous(tables.events)}
        UNION ALL
        ${anonymous(tables.profileChanges)}
    ) AS devices
    LEFT ANY JOIN (
      SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
      FROM ${tables.deviceProfiles}
      WHERE project_id = ${project}
      GROUP BY device_id
    ) AS identities ON devices.device_id = identities.identified_device
  )
  GROUP BY person
  HAVING max(is_known) = 1`;
}
