import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { MonetizationData } from '@gatrix/analytics-protocol/insights';
import { textOf } from '../filters/fields.ts';
import { firstFieldOf, firstTouches } from '../filters/first-touch.ts';
import type { Persons } from '../persons/persons.ts';
import { eventsIn } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { restName } from '../query/rest.ts';
import type { Runner } from '../query/run.ts';
import { meanOfMoney, percent } from '../query/shape.ts';
import type { Bucket } from '../time/buckets.ts';
import { type LifetimeRow, lifetimeDays, lifetimeMean, lifetimeRows } from './lifetime-values.ts';
import { paymentsIn } from './payments.ts';

interface Totals {
  readonly name: string;
  readonly is_rest: number;
  readonly revenue: number;
  readonly payers: number;
  readonly active: number;
}

/**
 * What people paid, and what they were worth from day to day, by a fact of their first visit or event. A person has one such value, so that
 * payers and users of several values add up.
 */
export async function paidBy(
  plan: Plan,
  breakdown: string,
  { cohorts, days }: { readonly cohorts: readonly Bucket[]; readonly days: number },
  persons: Persons,
  runner: Runner,
): Promise<NonNullable<MonetizationData['breakdown']>> {
  const joined = touchedBy(plan, breakdown);
  const totals = await totalsOf(plan, joined, persons, runner);
  const shown = totals.filter(({ is_rest }) => is_rest === 0).map(({ name }) => name);
  const isShown = sql`value IN ${param.strings(shown)}`;
  const of = { cohorts, all: lifetimeDays(plan, cohorts, days) };
  const rows =
    shown.length === 0
      ? []
      : await lifetimeRows<LifetimeRow & Pick<Totals, 'name' | 'is_rest'>>(plan, of, persons, runner, {
          joined,
          value: sql`any(if(${isShown}, value, '')) AS name, any(NOT ${isShown}) AS is_rest, `,
          columns: sql`name, is_rest, `,
        });
  return totals.map(({ name, is_rest, revenue, payers, active }) => {
    const own = rows.filter((row) => row.is_rest === is_rest && row.name === name);
    return {
      ...(is_rest === 1 ? { name: restName, rest: true as const } : { name }),
      ...{ revenue, payers, active_users: active },
      arppu: meanOfMoney(revenue, payers),
      payer_conversion: percent(payers, active),
      ltv: lifetimeMean(plan, own, of, days),
    };
  });
}

/** Payments with the `value` of their person; of nobody it is empty. */
function touchedBy(plan: Plan, breakdown: string): (payments: Sql) => Sql {
  const first = firstFieldOf(breakdown.slice('first.'.length), plan, 'breakdown');
  const touched = firstTouches(plan, first, textOf(first.field));
  return (payments) => sql`SELECT person, period, amount, paid, value
  FROM (${payments}) AS payments LEFT ANY JOIN (
    SELECT cityHash64(person) AS touched_person, value FROM (${touched})
  ) AS touches ON payments.person = touches.touched_person`;
}

/** The values with the most revenue, and all others as one row behind them. */
function totalsOf(plan: Plan, joined: (payments: Sql) => Sql, persons: Persons, runner: Runner) {
  const payments = joined(paymentsIn(plan, persons, sql`0`, eventsIn(plan, plan.range)));
  const limit = param.limit(plan.limit);
  return runner.run<Totals>(sql`SELECT
  if(place <= ${limit}, value, '') AS name, place > ${limit} AS is_rest,
  sum(value_revenue) AS revenue, sum(value_payers) AS payers, sum(value_active) AS active
FROM (
  SELECT *, row_number() OVER (ORDER BY value_revenue DESC, value_active DESC, value) AS place
  FROM (
    SELECT
      value, sum(amount) AS value_revenue,
      uniqExactIf(person, person != ${persons.nobody} AND paid > 0) AS value_payers,
      uniqExactIf(person, person != ${persons.nobody}) AS value_active
    FROM (${payments})
    GROUP BY value
  )
)
GROUP BY name, is_rest
ORDER BY is_rest, revenue DESC, active DESC, name`);
}
