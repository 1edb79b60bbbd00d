import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { personSql } from '../persons/persons.ts';
import { withPerson } from '../persons/with-person.ts';
import type { FilterScope } from './scope.ts';

/** A condition on events: of the persons whose ids a query selects, also of what they did before they were known. */
export function ofPersons({ tables, projectId, aliases }: FilterScope, persons: Sql): Sql {
  const project = param.string(projectId);
  const isOneOf = (id: Sql) => sql`${personSql(id, aliases)} IN (${persons})`;
  return sql`if(profile_id != '', ${isOneOf(sql`profile_id`)}, device_id IN (
      SELECT device FROM (
        SELECT device_id AS device, argMaxMerge(profile_id_state) AS identified_as
        FROM ${tables.deviceProfiles}
        WHERE project_id = ${project}
        GROUP BY device_id
      )
      WHERE ${isOneOf(sql`identified_as`)}
    ) OR ${isOneOf(sql`device_id`)} AND device_id NOT IN (
      SELECT device_id FROM ${tables.deviceProfiles} WHERE project_id = ${project}
    ))`;
}

/** Selects the persons to whom a group was assigned that is among those a query selects by id. */
export function assignedTo(scope: FilterScope, groups: Sql): Sql {
  const assigned = sql`SELECT profile_id, device_id FROM ${scope.tables.profileChanges}
          WHERE project_id = ${param.string(scope.projectId)} AND kind = 'assign_group' AND hasAny(groups, (${groups}))`;
  return sql`SELECT person FROM (
        ${withPerson(scope, assigned, sql`device_id`)}
      )
      WHERE person != ''`;
}
