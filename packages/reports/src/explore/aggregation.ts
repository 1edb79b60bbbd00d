import { type MoneySql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Aggregation, Series } from '@gatrix/analytics-protocol/insights';
import { nobody } from '../days/activity-rows.ts';
import { decimalSum, meanOf, rankedSum, unitsOf } from './decimal-sum.ts';

/**
 * Over events with `session_id`, `number`, `units` and `has_number`; a number, or one as text. Where a series counts persons, over rows of a `person` with
 * the number of their `events`.
 */
export const aggregationSql: Record<Aggregation, Sql> = {
  total: sql`count()`,
  unique_users: sql`uniqExactIf(person, person != ${nobody})`,
  unique_sessions: sql`uniqExactIf(session_id, session_id != '')`,
  // What nobody known did is not anyone's: both sides count events of persons only.
  per_user: sql`sumIf(events, person != ${nobody}) / nullIf(uniqExactIf(person, person != ${nobody}), 0)`,
  sum: decimalSum,
  // Divided by `counted` where it is read.
  avg: decimalSum,
  min: sql`minOrNullIf(number, has_number)`,
  max: sql`maxOrNullIf(number, has_number)`,
  median: sql`quantileExactInclusiveOrNullIf(0.5)(number, has_number)`,
  p75: sql`quantileExactInclusiveOrNullIf(0.75)(number, has_number)`,
  p90: sql`quantileExactInclusiveOrNullIf(0.9)(number, has_number)`,
  p95: sql`quantileExactInclusiveOrNullIf(0.95)(number, has_number)`,
  p99: sql`quantileExactInclusiveOrNullIf(0.99)(number, has_number)`,
};

const counted = sql`countIf(has_number)`;

/** Selects the `value`, what it is `ranked` by, and how many numbers are `counted` in it. */
export function valueSql({ aggregation }: Series): Sql {
  const value = sql`${aggregationSql[aggregation]} AS value`;
  if (aggregation === 'sum') return sql`${value}, ${rankedSum} AS ranked, ${counted} AS counted`;
  if (aggregation === 'avg')
    return sql`${value}, ${rankedSum} / nullIf(${counted}, 0) AS ranked, ${counted} AS counted`;
  return sql`${value}, value AS ranked, 0 AS counted`;
}

/** What `valueSql` selects. */
export interface ValueRow {
  readonly value: number | string | null;
  readonly counted: number;
}

export function valueIn({ aggregation }: Series, { value, counted: count }: ValueRow): number | null {
  if (value === null || (aggregation === 'avg' && count === 0)) return null;
  return aggregation === 'avg' ? meanOf(String(value), count) : Number(value);
}

export function needsPerson({ aggregation }: Series): boolean {
  return aggregation === 'unique_users' || aggregation === 'per_user';
}

interface NumberOfSeries {
  readonly number: Sql;
  readonly units: Sql;
  readonly isThere: Sql;
}

/** The number that a series is about, and whether an event has it. Revenue is there where it is not 0, and has a rate. */
export function numberOf({ property, aggregation }: Series, { amount }: MoneySql): NumberOfSeries {
  const none = sql`toInt128(0)`;
  if (property === undefined) return { number: sql`0`, units: none, isThere: sql`0` };
  const isSum = aggregation === 'sum' || aggregation === 'avg';
  if (property === 'revenue') {
    const units = sql`toInt128(toDecimal128(${amount}, 6) * 1000000) * 1000000000000`;
    return { number: sql`toFloat64(${amount})`, units: isSum ? units : none, isThere: sql`${amount} != 0` };
  }
  const key = param.string(property.slice('properties.'.length));
  const number = sql`properties_number[${key}]`;
  return {
    number,
    units: isSum ? unitsOf(number) : none,
    isThere: sql`mapContains(properties_number, ${key})`,
  };
}
