import { dayIn, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Comparison, DidCondition } from '@gatrix/analytics-protocol/insights';
import { numberOf } from '../explore/aggregation.ts';
import { unitsOf } from '../explore/decimal-sum.ts';
import { compileFilter } from '../filters/compile.ts';
import type { Columns } from './columns.ts';
import type { SegmentScope } from './segment-scope.ts';
import { spanOf } from './span-of.ts';

const signs: Record<Comparison, Sql> = {
  is: sql`=`,
  isNot: sql`!=`,
  gt: sql`>`,
  gte: sql`>=`,
  lt: sql`<`,
  lte: sql`<=`,
};

/** A condition on persons: what they did, or did not do. */
export function didCondition(
  condition: DidCondition,
  scope: SegmentScope,
  columns: Columns,
  path: string,
): Sql {
  const { did, event, filters, count, sum, range } = condition;
  const named = event === undefined ? sql`1` : sql`name = ${param.string(event)}`;
  const filter = filters ? sql` AND ${compileFilter(filters, scope, `${path}.filters`)}` : sql``;
  const span = spanOf(range, scope, `${path}.range`);
  const fits = sql`${named}${span}${filter}`;
  const days = range && 'firstDays' in range ? range.firstDays : undefined;
  const isTrue = sum
    ? summed(sum, fits, days, scope, columns)
    : counted(count ?? { op: 'gte', value: 1 }, fits, days, scope, columns);
  return did ? isTrue : sql`NOT (${isTrue})`;
}

function counted(
  { op, value }: NonNullable<DidCondition['count']>,
  fits: Sql,
  days: number | undefined,
  scope: SegmentScope,
  columns: Columns,
): Sql {
  const limit = param.limit(value);
  if (days === undefined) {
    const count = columns.add({
      ofEvents: sql`countIf(${fits})`,
      empty: sql`toUInt64(0)`,
      folded: (part) => sql`sum(${part})`,
    });
    return sql`${count} ${signs[op]} ${limit}`;
  }
  const columnName = columns.add({
    ofEvents: sql`groupArrayIf(${localDayIn(scope)}, ${fits})`,
    empty: sql`CAST([], 'Array(Date)')`,
    folded: (part) => sql`groupArrayArray(${part})`,
  });
  return sql`arrayCount(d -> d < ${firstDay(scope, columns)} + ${param.limit(days)}, ${columnName}) ${signs[op]} ${limit}`;
}

/** Sums are of decimals as they were sent; where they may reach 10^20, of floats. */
function summed(
  { property, op, value }: NonNullable<DidCondition['sum']>,
  fits: Sql,
  days: number | undefined,
  scope: SegmentScope,
  columns: Columns,
): Sql {
  const { number, units, isThere } = numberOf({ property, aggregation: 'sum' }, scope.tables.money);
  const counts = sql`${isThere} AND ${fits}`;
  const item = { number: sql`toFloat64(${number})`, units: sql`toInt128(${units})` };
  const { total, rough, bound } =
    days === undefined
      ? sumsOfAll(item, counts, columns)
      : sumsOfDays(item, counts, { scope, columns, days });
  const exact = sql`${total} ${signs[op]} ${unitsOf(sql`toFloat64(${param.float(value)})`)}`;
  return sql`if(${bound} < 1e20, ${exact}, ${rough} ${signs[op]} ${param.float(value)})`;
}

interface Item {
  readonly number: Sql;
  readonly units: Sql;
}

/** The sum as units and as a float, and a number that no part of it goes beyond. */
interface Sums {
  readonly total: Sql;
  readonly rough: Sql;
  readonly bound: Sql;
}

function sumsOfAll({ number, units }: Item, counts: Sql, columns: Columns): Sums {
  const summedUp = (value: Sql, empty: Sql) =>
    columns.add({ ofEvents: sql`sumIf(${value}, ${counts})`, empty, folded: (part) => sql`sum(${part})` });
  return {
    total: summedUp(units, sql`toInt128(0)`),
    rough: summedUp(number, sql`toFloat64(0)`),
    bound: summedUp(sql`abs(${number})`, sql`toFloat64(0)`),
  };
}

function sumsOfDays(
  { number, units }: Item,
  counts: Sql,
  {
    scope,
    columns,
    days,
  }: { readonly scope: SegmentScope; readonly columns: Columns; readonly days: number },
): Sums {
  const columnName = columns.add({
    ofEvents: sql`groupArrayIf((${localDayIn(scope)}, ${units}, ${number}), ${counts})`,
    empty: sql`CAST([], 'Array(Tuple(Date, Int128, Float64))')`,
    folded: (part) => sql`groupArrayArray(${part})`,
  });
  const items = sql`arrayFilter(x -> x.1 < ${firstDay(scope, columns)} + ${param.limit(days)}, ${columnName})`;
  return {
    total: sql`arrayReduce('sum', arrayMap(x -> x.2, ${items}))`,
    rough: sql`arrayReduce('sum', arrayMap(x -> x.3, ${items}))`,
    bound: sql`arrayReduce('sum', arrayMap(x -> abs(x.3), ${items}))`,
  };
}

/** The local day of an event. */
function localDayIn({ zone }: SegmentScope): Sql {
  return dayIn(sql`timestamp`, zone.name);
}

/** The local day of the person's first event. */
function firstDay(scope: SegmentScope, columns: Columns): Sql {
  return columns.add(
    {
      ofEvents: sql`min(${localDayIn(scope)})`,
      empty: sql`toDate('2149-01-01')`,
      folded: (part) => sql`min(${part})`,
    },
    'first day',
  );
}
