import { dayMs, instantOf, localDay, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { MonetizationData } from '@gatrix/analytics-protocol/insights';
import type { Persons } from '../persons/persons.ts';
import { matching } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { mean } from '../query/shape.ts';
import { type Bucket, bucketsOf } from '../time/buckets.ts';
import { periodNumber } from './activity.ts';
import { paymentsIn } from './payments.ts';

/** What the people of a cohort paid in a period, or with the period -1 how many they are; both numbers of `lifetimeDays`. */
export interface LifetimeRow {
  readonly cohort: number;
  readonly period: number;
  readonly people: number;
  readonly revenue: number;
}

/** The cohorts' days, and as many behind the last as values reach. */
export function lifetimeDays(plan: Plan, cohorts: readonly Bucket[], days: number): readonly Bucket[] {
  const [first, last] = [cohorts[0]?.start, cohorts.at(-1)?.start];
  if (first === undefined || last === undefined) return [];
  return bucketsOf(plan.zone, 'day', first, instantOf(plan.zone, localDay(plan.zone, last) + days * dayMs));
}

/** Of everybody who was first active ever in the cohorts' days; with `value` (over `carried`) apart, too. */
export async function lifetimeRows<Row extends LifetimeRow>(
  plan: Plan,
  { cohorts, all }: { readonly cohorts: readonly Bucket[]; readonly all: readonly Bucket[] },
  persons: Persons,
  runner: Runner,
  by: { readonly joined: (payments: Sql) => Sql; readonly value: Sql; readonly columns: Sql } = whole,
): Promise<Row[]> {
  const [first, end] = [all[0]?.start, all.at(-1)?.end];
  if (first === undefined || end === undefined) return [];
  const payments = paymentsIn(
    plan,
    persons,
    sql`if(timestamp >= ${param.time(first)}, ${periodNumber(sql`timestamp`, all)}, -1)`,
    sql`project_id = ${param.string(plan.projectId)} AND timestamp < ${param.time(end)}${matching(plan)}`,
  );
  return runner.run<Row>(sql`SELECT
  ${by.columns}cohort, payment.1 AS period, sum(payment.2) AS revenue, countIf(payment.1 = -1) AS people
FROM (
  SELECT
    ${by.value}min(period) AS cohort,
    arrayJoin(arrayConcat([(toInt64(-1), toDecimal128(0, 6))], groupArrayIf((period, amount), amount != 0))) AS payment
  FROM (${by.joined(payments)})
  WHERE person != ${persons.nobody}
  GROUP BY person
  HAVING min(period) >= 0
)
WHERE cohort < ${param.integer(cohorts.length)}
GROUP BY ${by.columns}cohort, period`);
}

const whole = { joined: (payments: Sql) => payments, value: sql``, columns: sql`` };

/** Revenue per user of each cohort, adding up from day to day. */
export function lifetimeValues(
  plan: Plan,
  rows: readonly LifetimeRow[],
  { cohorts, all }: { readonly cohorts: readonly Bucket[]; readonly all: readonly Bucket[] },
  days: number,
): MonetizationData['ltv'] {
  const at = new Map(rows.map((row) => [`${row.cohort} ${row.period}`, row]));
  return cohorts.map(({ date }, cohort) => {
    const size = at.get(`${cohort} -1`)?.people ?? 0;
    // In millionths, which add up exactly.
    let revenue = 0;
    const values = Array.from({ length: days }, (_, k) => {
      revenue += Math.round((at.get(`${cohort} ${cohort + k}`)?.revenue ?? 0) * 1e6);
      return (all[cohort + k]?.start ?? Number.POSITIVE_INFINITY) > plan.now
        ? null
        : mean(revenue, size * 1e6);
    });
    const complete = values.map((_, k) => (all[cohort + k]?.end ?? Number.POSITIVE_INFINITY) <= plan.now);
    return { date, size, values, complete };
  });
}

/** Revenue per user over all cohorts that have been through a day; null where nobody has. */
export function lifetimeMean(
  plan: Plan,
  rows: readonly LifetimeRow[],
  { cohorts, all }: { readonly cohorts: readonly Bucket[]; readonly all: readonly Bucket[] },
  days: number,
): { readonly size: number; readonly values: (number | null)[] } {
  const sizes = cohorts.map(() => 0);
  const paid = cohorts.map(() => Array.from({ length: days }, () => 0));
  for (const { cohort, period, people, revenue } of rows) {
    if (period === -1) sizes[cohort] = (sizes[cohort] ?? 0) + people;
    const ofCohort = paid[cohort];
    const day = period - cohort;
    if (period >= 0 && ofCohort && day < days)
      ofCohort[day] = (ofCohort[day] ?? 0) + Math.round(revenue * 1e6);
  }
  const values = Array.from({ length: days }, (_, k) => {
    let [people, revenue] = [0, 0];
    for (const [cohort, size] of sizes.entries()) {
      if ((all[cohort + k]?.end ?? Number.POSITIVE_INFINITY) > plan.now) continue;
      people += size;
      for (const amount of paid[cohort]?.slice(0, k + 1) ?? []) revenue += amount;
    }
    return people === 0 ? null : mean(revenue, people * 1e6);
  });
  return { size: sizes.reduce((sum, size) => sum + size, 0), values };
}
