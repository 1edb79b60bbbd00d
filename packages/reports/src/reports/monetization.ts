import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type MonetizationData,
  type MonetizationParameters,
  monetizationData,
  monetizationParameters,
} from '@gatrix/analytics-protocol/insights';
import { byPersonAndPeriod, periodNumber } from '../audience/activity.ts';
import { type Persons, personsOf } from '../persons/persons.ts';
import { eventsIn, matching } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { bucketsIn, isIncomplete } from '../query/series.ts';
import { mean, meanOfMoney, percent } from '../query/shape.ts';
import { moneyIn } from '../query/unconverted.ts';
import { type Bucket, bucketsOf } from '../time/buckets.ts';
import { dayMs, instantOf, localDay } from '../time/zone.ts';
import type { Report } from './report.ts';

/**
 * What the range brought in, in all and by local day, and what users brought in since the day they were first active
 * ever (ltv). A payer has an event with a revenue above 0, in whatever currency: a refund makes nobody one; arpdau is revenue over the sum of each day's active users. Revenue of
 * nobody known counts as revenue, not as anyone's lifetime value.
 */
export const monetization: Report<MonetizationParameters, MonetizationData> = {
  name: 'monetization',
  summary: 'Revenue, payers, ARPDAU, ARPPU, payer conversion, and lifetime value by cohort day',
  parameters: monetizationParameters,
  data: monetizationData,
  find: async (plan, parameters, runner) => {
    const days = bucketsIn(plan, plan.range, 'day');
    const [persons, money] = await Promise.all([
      personsOf(plan, runner),
      moneyIn(plan, eventsIn(plan, plan.range), runner),
    ]);
    const daily = days.length === 0 ? [] : await dailyOf(plan, days, persons, runner);
    const [whole] = await runner.run<Totals>(sql`SELECT
  sum(amount) AS revenue,
  uniqExactIf(person, person != ${persons.nobody} AND paid > 0) AS payers,
  uniqExactIf(person, person != ${persons.nobody}) AS active
FROM (${paymentsIn(plan, persons, sql`0`, eventsIn(plan, plan.range))})`);
    const { revenue, payers, active } = whole ?? nothing;
    const activeDays = daily.reduce((sum, day) => sum + day.active, 0);
    const byDay = new Map(daily.map((row) => [row.period, row]));
    const data = {
      revenue,
      payers,
      active_users: active,
      arpdau: meanOfMoney(revenue, activeDays),
      arppu: meanOfMoney(revenue, payers),
      payer_conversion: percent(payers, active),
      series: days.map((bucket, index) => ({
        date: bucket.date,
        ...figuresOf(byDay.get(index) ?? nothing),
        ...(isIncomplete(bucket, plan.range, plan.now) ? { incomplete: true as const } : {}),
      })),
      ltv: await lifetimeValues(plan, days, parameters.days, persons, runner),
    };
    return { data, money };
  },
};

interface Totals {
  readonly revenue: number;
  readonly payers: number;
  readonly active: number;
}

const nothing: Totals = { revenue: 0, payers: 0, active: 0 };

/** `person`, `period`, what was paid (`amount`) and in how many events (`paid`). */
function paymentsIn(plan: Plan, persons: Persons, period: Sql, conditions: Sql): Sql {
  const columns = sql`, sum(${plan.tables.money.amount}) AS amount, countIf(revenue > 0) AS paid`;
  const query = { period, columns, carried: sql`, amount, paid`, conditions };
  return byPersonAndPeriod(plan.tables.events, persons, query);
}

function figuresOf({ revenue, payers, active }: Totals) {
  return {
    revenue,
    payers,
    dau: active,
    arpdau: meanOfMoney(revenue, active),
    arppu: meanOfMoney(revenue, payers),
    payer_conversion: percent(payers, active),
  };
}

function dailyOf(plan: Plan, days: readonly Bucket[], persons: Persons, runner: Runner) {
  return runner.run<Totals & { period: number }>(sql`SELECT
  period,
  sum(amount) AS revenue,
  uniqExactIf(person, person != ${persons.nobody} AND paid > 0) AS payers,
  uniqExactIf(person, person != ${persons.nobody}) AS active
FROM (${paymentsIn(plan, persons, periodNumber(sql`timestamp`, days), eventsIn(plan, plan.range))})
GROUP BY period`);
}

async function lifetimeValues(
  plan: Plan,
  cohorts: readonly Bucket[],
  days: number,
  persons: Persons,
  runner: Runner,
): Promise<MonetizationData['ltv']> {
  const first = cohorts[0]?.start;
  const last = cohorts.at(-1)?.start;
  if (first === undefined || last === undefined) return [];
  const end = instantOf(plan.zone, localDay(plan.zone, last) + days * dayMs);
  const all = bucketsOf(plan.zone, 'day', first, end);
  const rows = await runner.run<{
    cohort: number;
    period: number;
    people: number;
    revenue: number;
  }>(sql`SELECT
  cohort, payment.1 AS period, sum(payment.2) AS revenue, countIf(payment.1 = -1) AS people
FROM (
  SELECT
    min(period) AS cohort,
    arrayJoin(arrayConcat([(toInt64(-1), toDecimal128(0, 6))], groupArrayIf((period, amount), amount != 0))) AS payment
  FROM (${paymentsIn(
    plan,
    persons,
    sql`if(timestamp >= ${param.time(first)}, ${periodNumber(sql`timestamp`, all)}, -1)`,
    sql`project_id = ${param.string(plan.projectId)} AND timestamp < ${param.time(end)}${matching(plan)}`,
  )})
  WHERE person != ${persons.nobody}
  GROUP BY person
  HAVING min(period) >= 0
)
WHERE cohort < ${param.integer(cohorts.length)}
GROUP BY cohort, period`);
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
