import { joinSql, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Filter, FilterLeaf } from '@gatrix/analytics-protocol/insights';
import type { Zone } from '../time/zone.ts';
import { fieldOf } from './fields.ts';
import { conditionOn } from './operators.ts';

/**
 * A filter as a condition on a row of `events`. An empty `and` is true, an empty `or` false. A negative operator is
 * true wherever its positive is not, so also where the field has no value. Throws InvalidParametersError.
 */
export function compileFilter(filter: Filter, zone: Zone, path = 'filters'): Sql {
  if ('and' in filter) return combine(filter.and, sql` AND `, sql`1`, zone, `${path}.and`);
  if ('or' in filter) return combine(filter.or, sql` OR `, sql`0`, zone, `${path}.or`);
  return compileLeaf(filter, zone, path);
}

function combine(filters: readonly Filter[], separator: Sql, empty: Sql, zone: Zone, path: string): Sql {
  if (filters.length === 0) return empty;
  const parts = filters.map((child, index) => compileFilter(child, zone, `${path}.${index}`));
  return sql`(${joinSql(parts, separator)})`;
}

const positives: Partial<Record<FilterLeaf['op'], FilterLeaf['op']>> = {
  isNot: 'is',
  notContains: 'contains',
  notIn: 'in',
  isNotSet: 'isSet',
};

function compileLeaf(leaf: FilterLeaf, zone: Zone, path: string): Sql {
  const positive = positives[leaf.op];
  if (positive) return sql`NOT ${compileLeaf({ ...leaf, op: positive }, zone, path)}`;
  const field = fieldOf(leaf.field, `${path}.field`);
  const values = leaf.value === undefined ? [] : Array.isArray(leaf.value) ? leaf.value : [leaf.value];
  return sql`(${conditionOn(field, leaf.op, values, { zone, path: `${path}.value` })})`;
}
