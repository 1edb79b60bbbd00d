import { sql } from '@gatrix/analytics-clickhouse-schema';
import { monetizationData, monetizationParameters } from '@gatrix/analytics-protocol/insights';
import { periodNumber } from '../audience/activity.ts';
import { lifetimeDays, lifetimeRows, lifetimeValues } from '../audience/lifetime-values.ts';
import { paidBy } from '../audience/paid-by.ts';
import { paymentsIn } from '../audience/payments.ts';
import { type Persons, personsOf } from '../persons/persons.ts';
import { eventsIn } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { bucketsIn, isIncomplete } from '../query/series.ts';
import { meanOfMoney, percent } from '../query/shape.ts';
import { moneyIn } from '../query/unconverted.ts';
import type { Bucket } from '../time/buckets.ts';
import { defineReport } from './report.ts';

/**
 * What the range brought in, in all and by local day, and what users brought in since the day they were first active
 * ever (ltv). A payer has an event with a revenue above 0, in whatever currency: a refund makes nobody one; arpdau is revenue over the sum of each day's active users. Revenue of
 * nobody known counts as revenue, not as anyone's lifetime value.
 */
export const monetization = defineReport({
  name: 'monetization',
  path: '/monetization',
  methods: ['GET'],
  isShareable: true,
  summary: 'Revenue, payers, ARPDAU, ARPPU, payer conversion, and lifetime value by cohort day',
  parameters: monetizationParameters,
  data: monetizationData,
  find: async (plan, parameters, runner) => {
    const days = bucketsIn(plan, plan.range, 'day');
    const [persons, money] = await Promise.all([
      personsOf(plan),
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
    const of = { cohorts: days, all: lifetimeDays(plan, days, parameters.days) };
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
      ltv: lifetimeValues(plan, await lifetimeRows(plan, of, persons, runner), of, parameters.days),
    };
    const { breakdown } = parameters;
    if (breakdown === undefined) return { data, money };
    const by = { cohorts: days, days: parameters.days };
    return { data: { ...data, breakdown: await paidBy(plan, breakdown, by, persons, runner) }, money };
  },
});

interface Totals {
  readonly revenue: number;
  readonly payers: number;
  readonly active: number;
}

const nothing: Totals = { revenue: 0, payers: 0, active: 0 };

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
