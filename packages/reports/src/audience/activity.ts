import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { slotMs } from '../days/days.ts';
import { personRows } from '../days/person-rows.ts';
import { ownKeys, type Persons } from '../persons/persons.ts';
import { bucketOf } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { type Bucket, beginOn } from '../time/buckets.ts';
import type { Span } from '../time/span.ts';
import { keyAt } from './active-persons.ts';

/** The number (from 0) of the bucket that a time lies in; -1 where it lies in none. */
export function periodNumber(time: Sql, buckets: readonly Bucket[]): Sql {
  const starts = buckets.map(({ start }) => start);
  const numbers = param.integers(starts.map((_, index) => index));
  return sql`transform(${bucketOf(time, buckets)}, ${param.integers(starts)}, ${numbers}, toInt64(-1))`;
}

/** The periods that a report tells apart. */
export interface Periods {
  readonly buckets: readonly Bucket[];
  /** The period of a time in the span. */
  readonly of: (time: Sql) => Sql;
}

/** Who was active in each period: `person` and `period`, of what passes the plan's filter in the span; sealed days are read by their rows. */
export function activeByPeriod(plan: Plan, span: Span, persons: Persons, { buckets, of }: Periods): Sql {
  const isFine = !beginOn(slotMs, buckets);
  const { rows } = personRows({ ...plan, range: { ...plan.range, ...span } }, (time) => [of(time)], isFine);
  return sql`SELECT ${persons.person} AS person, ${keyAt(0)} AS period
  FROM (${rows}) AS known${persons.join}`;
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
