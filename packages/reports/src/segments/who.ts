import { eventOrder, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { FilterLeaf } from '@gatrix/analytics-protocol/insights';
import { positives } from '../filters/compile.ts';
import { fieldOf } from '../filters/fields.ts';
import { firstFieldOf, firstTouches } from '../filters/first-touch.ts';
import { conditionOn } from '../filters/operators.ts';
import { relatedField } from '../filters/related.ts';
import { fieldsAt, peopleOfAny } from '../filters/segment.ts';
import { InvalidParametersError } from '../query/errors.ts';
import type { Columns } from './columns.ts';
import { happenedBy, type SegmentScope } from './segment-scope.ts';

/** A condition on persons: what they are. A negative operator is true wherever its positive is not. */
export function whoCondition(leaf: FilterLeaf, scope: SegmentScope, columns: Columns, path: string): Sql {
  const positive = positives[leaf.op];
  if (positive) return sql`NOT ${whoCondition({ ...leaf, op: positive }, scope, columns, path)}`;
  const values = leaf.value === undefined ? [] : Array.isArray(leaf.value) ? leaf.value : [leaf.value];
  const where = { zone: scope.zone, path: `${path}.value` };
  if (leaf.field === 'segment') {
    return sql`(person IN (SELECT person FROM (${peopleOfAny(leaf.op, values, scope.segments, fieldsAt(path))})))`;
  }
  const name = leaf.field === 'cohort' ? 'first.day' : leaf.field;
  const [, of = '', key = ''] = /^(first|last)\.(.+)$/s.exec(name) ?? [];
  if (of === 'last') {
    return atEdge(
      'last',
      conditionOn(fieldOf(key, `${path}.field`, scope.tables.money), leaf.op, values, where),
      columns,
    );
  }
  if (of === 'first') {
    const first = firstFieldOf(key, scope, `${path}.field`);
    const isMet = conditionOn(first.field, leaf.op, values, where);
    if (!first.isOfVisit) return atEdge('first', isMet, columns);
    const touched = firstTouches(scope, first, sql`toUInt8(${isMet})`, happenedBy(scope));
    return sql`(person IN (SELECT person FROM (${touched}) WHERE value = 1))`;
  }
  const related = relatedField(leaf.field, scope);
  if (!related?.toPersons) {
    throw new InvalidParametersError([
      { field: `${path}.field`, message: `does not know the field ${leaf.field}` },
    ]);
  }
  const isMet = conditionOn(related.field, leaf.op, values, where);
  const persons = sql`person IN (${related.toPersons(isMet)})`;
  if (!related.onOwnEvents) return sql`(${persons})`;
  const count = columns.add({
    ofEvents: sql`countIf(${related.onOwnEvents(isMet)})`,
    empty: sql`toUInt64(0)`,
    folded: (part) => sql`sum(${part})`,
  });
  return sql`(${count} > 0 OR ${persons})`;
}

/** Whether it is met by the person's first or last event. */
function atEdge(edge: 'first' | 'last', isMet: Sql, columns: Columns): Sql {
  const isFirst = edge === 'first';
  const [most, empty] = isFirst ? [sql`min`, sql`bitNot(toUInt128(1))`] : [sql`max`, sql`toUInt128(0)`];
  // In the lowest bit of one number: argMax and the max beside it took half as long again.
  const value = columns.add({
    ofEvents: sql`${most}(bitOr(bitShiftLeft(${eventOrder}, 1), toUInt128(${isMet})))`,
    empty,
    folded: (part) => sql`${most}(${part})`,
  });
  return sql`(bitAnd(${value}, 1) = 1)`;
}
