import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { ListCondition } from '@gatrix/analytics-protocol/insights';
import type { FilterScope } from '../filters/scope.ts';
import { withPerson } from '../persons/with-person.ts';

/** A condition on persons: that one of their ids is on an uploaded list. */
export function listCondition(condition: ListCondition, scope: FilterScope): Sql {
  const isListed = sql`person IN (SELECT person FROM (${personsOfList(scope, condition.list)}))`;
  return condition.in ? isListed : sql`NOT (${isListed})`;
}

/**
 * Selects the `person` of each id on a list. An id is of a profile, or joined to one by an alias; else of a device, and then of
 * whoever was identified there.
 */
export function personsOfList(
  scope: Pick<FilterScope, 'projectId' | 'tables' | 'aliases'>,
  list: string,
): Sql {
  const project = param.string(scope.projectId);
  const isProfile = sql`listed_id IN (SELECT profile_id FROM ${scope.tables.profileActivity} WHERE project_id = ${project})`;
  const rows = sql`SELECT DISTINCT id AS listed_id, if(${isProfile}, listed_id, '') AS profile_id, listed_id AS device_id
          FROM ${scope.tables.listedIds}
          WHERE project_id = ${project} AND list_id = ${param.string(list)}`;
  return withPerson(scope, rows, sql`listed_id`);
}
