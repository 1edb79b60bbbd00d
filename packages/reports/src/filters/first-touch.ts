import {
  acquisitionFacts,
  acquisitionOrder,
  dayIn,
  eventOrder,
  param,
  type Sql,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import { ofEventKey, withPerson } from '../persons/with-person.ts';
import { type EventField, fieldOf, propertyIsSet, propertyText } from './fields.ts';
import type { FilterScope } from './scope.ts';

/** What a person's first event says. */
export interface FirstField {
  /** Over a row of `events`. */
  readonly field: EventField;
  /** Whether it is a fact of how they came: then their first session says it, by its first page view. */
  readonly isOfVisit: boolean;
}

/** The field behind `first.`. Throws InvalidParametersError that names `parameter` for an unknown one. */
export function firstFieldOf(
  name: string,
  { zone, tables }: Pick<FilterScope, 'zone' | 'tables'>,
  parameter: string,
): FirstField {
  const text = (value: Sql): FirstField => ({ field: { kind: 'text', text: value }, isOfVisit: false });
  switch (name) {
    case 'day':
      return text(sql`toString(${dayIn(sql`timestamp`, zone.name)})`);
    case 'platform':
      return text(sql`if(${propertyIsSet('platform')}, ${propertyText('platform')}, toString(os))`);
    case 'app_version':
      return text(
        sql`if(${propertyIsSet('app_version')}, ${propertyText('app_version')}, ${propertyText('__version')})`,
      );
  }
  const isOfVisit = acquisitionFacts.some((fact) => fact === name);
  return { field: fieldOf(name, parameter, tables.money), isOfVisit };
}

/**
 * Selects everybody with an event: the `person`, the `keys` of their events, and the `value` (over a row of
 * `events`) at their first. How they came is what the first page view of their first session says, else its first event.
 */
export function firstTouches(
  scope: FilterScope,
  { isOfVisit }: FirstField,
  value: Sql,
  conditions: Sql = sql``,
): Sql {
  const visit = isOfVisit ? sql`if(session_id = '', 0, cityHash64(session_id))` : sql`0`;
  const landed = isOfVisit ? sql`if(session_id = '', ${eventOrder}, ${acquisitionOrder})` : eventOrder;
  const parts = sql`SELECT ${ofEventKey}, ${visit} AS visit,
            argMin(${value}, ${landed}) AS part_value, min(${landed}) AS landed, min(${eventOrder}) AS came
          FROM ${scope.tables.events}
          WHERE project_id = ${param.string(scope.projectId)}${conditions}
          GROUP BY event_key, visit`;
  return sql`SELECT person, groupUniqArrayArray(visit_keys) AS keys, argMin(visit_value, visit_came) AS value
    FROM (
      SELECT person, groupUniqArray(event_key) AS visit_keys, argMin(part_value, landed) AS visit_value, min(came) AS visit_came
      FROM (
        ${withPerson(scope, parts, sql`event_key, visit, part_value, landed, came`)}
      )
      WHERE person != ''
      GROUP BY person, visit
    )
    GROUP BY person`;
}
