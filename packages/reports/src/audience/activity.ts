import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { ownKeys, type Persons } from '../persons/persons.ts';
import { bucketOf } from '../query/compile.ts';
import type { Bucket } from '../time/buckets.ts';

/** Events with the number of the bucket (from 0) they lie in as `period`, behind the person's columns. */
export function periodNumber(buckets: readonly Bucket[]): Sql {
  const starts = buckets.map(({ start }) => start);
  const numbers = param.integers(starts.map((_, index) => index));
  return sql`transform(${bucketOf(sql`timestamp`, buckets)}, ${param.integers(starts)}, ${numbers}, toInt64(-1))`;
}

/**
 * What persons did in each period, from events that meet the conditions: `person`, `period` and the columns given,
 * which fold rows of one profile (or device) and period. Persons are told apart once for each of these, not for each event.
 */
export function byPersonAndPeriod(
  events: Sql,
  persons: Persons,
  query: { readonly period: Sql; readonly columns?: Sql; readonly carried?: Sql; readonly conditions: Sql },
): Sql {
  const { period, columns = sql``, carried = sql``, conditions } = query;
  return sql`SELECT ${persons.person} AS person, period${carried}
  FROM (
    SELECT ${persons.keys}, ${period} AS period${columns}
    FROM ${events}
    WHERE ${conditions}
    GROUP BY ${ownKeys}, period
  ) AS known${persons.join}`;
}
