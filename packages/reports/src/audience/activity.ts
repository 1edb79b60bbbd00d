import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Persons } from '../persons/persons.ts';
import { bucketOf } from '../query/compile.ts';
import type { Bucket } from '../time/buckets.ts';

/** Events with the number of the bucket (from 0) they lie in as `period`, behind the person's columns. */
export function periodNumber(buckets: readonly Bucket[]): Sql {
  const starts = buckets.map(({ start }) => start);
  const numbers = param.integers(starts.map((_, index) => index));
  return sql`transform(${bucketOf(sql`timestamp`, buckets)}, ${param.integers(starts)}, ${numbers}, toInt64(-1))`;
}

/** Distinct (person, period) of the events that meet the conditions: one row each. */
export function activePeriods(
  events: Sql,
  persons: Persons,
  buckets: readonly Bucket[],
  conditions: Sql,
): Sql {
  return sql`SELECT DISTINCT ${persons.id} AS person, ${periodNumber(buckets)} AS period
  FROM ${events}${persons.join}
  WHERE ${conditions}`;
}
