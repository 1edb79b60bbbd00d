import { joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { FilterOperator, FilterScalar } from '@gatrix/analytics-protocol/insights';
import { eventKey } from '../persons/with-person.ts';
import { InvalidParametersError } from '../query/errors.ts';
import type { SegmentPeople } from '../segments/scope.ts';

interface Scope {
  readonly segments: ReadonlyMap<string, SegmentPeople>;
}

/** A condition on events: of people who are in any of the segments. An event of nobody is in none. */
export function segmentCondition(
  op: FilterOperator,
  ids: readonly FilterScalar[],
  { segments }: Scope,
  fields: SegmentFields,
): Sql {
  const people = peopleOfAny(op, ids, segments, fields);
  const kept = ids.map((id) => segments.get(String(id))?.kept);
  if (ids.length > 0 && kept.every((keys) => keys !== undefined)) {
    return isOneOf(kept.flatMap(({ texts }) => texts));
  }
  return sql`${eventKey} IN (SELECT arrayJoin(keys) FROM (${people}))`;
}

function isOneOf(texts: readonly string[]): Sql {
  if (texts.length === 0) return sql`0`;
  return sql`${eventKey} IN (SELECT toUInt64(arrayJoin(splitByChar(',', arrayJoin(${param.strings(texts)})))))`;
}

/** Which parameters an error names. */
export interface SegmentFields {
  readonly op: string;
  readonly value: string;
}

/** Those of a leaf of a filter. */
export const fieldsAt = (path: string): SegmentFields => ({ op: `${path}.op`, value: `${path}.value` });

/** Selects the people of any of the segments, as each does. Throws InvalidParametersError for another operator than in and is. */
export function peopleOfAny(
  op: FilterOperator,
  ids: readonly FilterScalar[],
  segments: ReadonlyMap<string, SegmentPeople>,
  fields: SegmentFields,
): Sql {
  if (op !== 'in' && op !== 'is') {
    throw new InvalidParametersError([{ field: fields.op, message: 'must be in or notIn for a segment' }]);
  }
  const rows = ids.map((id) => peopleOf(String(id), segments, fields.value).rows);
  // None of none.
  if (rows.length === 0) return sql`SELECT '' AS person, emptyArrayUInt64() AS keys WHERE 0`;
  return joinSql(
    rows.map((own) => sql`SELECT person, keys FROM (${own})`),
    sql` UNION ALL `,
  );
}

function peopleOf(
  id: string,
  segments: ReadonlyMap<string, SegmentPeople>,
  parameter: string,
): SegmentPeople {
  const people = segments.get(id);
  if (people) return people;
  throw new InvalidParametersError([{ field: parameter, message: `does not know the segment ${id}` }]);
}
