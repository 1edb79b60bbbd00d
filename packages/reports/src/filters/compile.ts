import { joinSql, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Filter, FilterLeaf } from '@gatrix/analytics-protocol/insights';
import { eventKey } from '../persons/with-person.ts';
import { fieldOf } from './fields.ts';
import { firstFieldOf, firstTouches } from './first-touch.ts';
import { conditionOn } from './operators.ts';
import { relatedField } from './related.ts';
import type { FilterScope } from './scope.ts';
import { fieldsAt, segmentCondition } from './segment.ts';

/**
 * A filter as a condition on a row of `events`. An empty `and` is true, an empty `or` false. A negative operator is
 * true wherever its positive is not, so also where the field has no value. Throws InvalidParametersError.
 */
export function compileFilter(filter: Filter, scope: FilterScope, path = 'filters'): Sql {
  if ('and' in filter) return combine(filter.and, sql` AND `, sql`1`, scope, `${path}.and`);
  if ('or' in filter) return combine(filter.or, sql` OR `, sql`0`, scope, `${path}.or`);
  return compileLeaf(filter, scope, path);
}

function combine(
  filters: readonly Filter[],
  separator: Sql,
  empty: Sql,
  scope: FilterScope,
  path: string,
): Sql {
  if (filters.length === 0) return empty;
  const parts = filters.map((child, index) => compileFilter(child, scope, `${path}.${index}`));
  return sql`(${joinSql(parts, separator)})`;
}

/** Of the negative operators: what each is the negation of. */
export const positives: Partial<Record<FilterLeaf['op'], FilterLeaf['op']>> = {
  isNot: 'is',
  notContains: 'contains',
  notIn: 'in',
  isNotSet: 'isSet',
};

function compileLeaf(leaf: FilterLeaf, scope: FilterScope, path: string): Sql {
  const positive = positives[leaf.op];
  if (positive) return sql`NOT ${compileLeaf({ ...leaf, op: positive }, scope, path)}`;
  const values = leaf.value === undefined ? [] : Array.isArray(leaf.value) ? leaf.value : [leaf.value];
  const where = { zone: scope.zone, path: `${path}.value` };
  if (leaf.field === 'segment') return sql`(${segmentCondition(leaf.op, values, scope, fieldsAt(path))})`;
  if (leaf.field.startsWith('first.') && leaf.field !== 'first.day') {
    const first = firstFieldOf(leaf.field.slice('first.'.length), scope, `${path}.field`);
    const isMet = sql`toUInt8(${conditionOn(first.field, leaf.op, values, where)})`;
    return sql`(${eventKey} IN (SELECT arrayJoin(keys) FROM (${firstTouches(scope, first, isMet)}) WHERE value = 1))`;
  }
  const related = relatedField(leaf.field, scope);
  if (related) return sql`(${related.toEvents(conditionOn(related.field, leaf.op, values, where))})`;
  return sql`(${conditionOn(fieldOf(leaf.field, `${path}.field`, scope.tables.money), leaf.op, values, where)})`;
}
