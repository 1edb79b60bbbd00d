import { eventOrder, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type FirstPurchasesParameters,
  firstPurchasesData,
  firstPurchasesParameters,
} from '@gatrix/analytics-protocol/insights';
import { periodNumber } from '../audience/activity.ts';
import { propertyText } from '../filters/fields.ts';
import { ownKeys, personsOf } from '../persons/persons.ts';
import { eventsIn, matching } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { bucketsIn, isIncomplete } from '../query/series.ts';
import { moneyIn } from '../query/unconverted.ts';
import type { Bucket } from '../time/buckets.ts';
import { defineReport } from './report.ts';

/** Where a bracket of the time since someone was first seen begins, in seconds: an hour, a day, 3, 7, 14 and 30 days. */
const brackets = [0, 1, 24, 3 * 24, 7 * 24, 14 * 24, 30 * 24].map((hours) => hours * 3_600);

/**
 * Who paid for the first time ever in the range: by local day, by product, and by the time since they were first seen. A payment is
 * an event with a revenue above 0 that passes the filters; someone was first seen with their first event of any kind.
 */
export const firstPurchases = defineReport({
  name: 'firstPurchases',
  path: '/first-purchases',
  methods: ['GET'],
  isShareable: true,
  summary: 'Who paid for the first time: by day, by product, and by the time since they were first seen',
  parameters: firstPurchasesParameters,
  data: firstPurchasesData,
  find: async (plan, { product, limit }, runner) => {
    const days = bucketsIn(plan, plan.range, 'day');
    const [rows, money] = await Promise.all([
      days.length === 0 ? [] : firstPaymentsIn(plan, days, { product, limit }, runner),
      moneyIn(plan, eventsIn(plan, plan.range), runner),
    ]);
    const all = rows.find(({ kind }) => kind === 'all');
    const of = (kind: Row['kind']) =>
      new Map(rows.filter((row) => row.kind === kind).map((row) => [row.value, row]));
    const [byDay, bySince] = [of('day'), of('since')];
    const figures = (row: Row | undefined) => ({ payers: row?.payers ?? 0, revenue: row?.revenue ?? 0 });
    const data = {
      ...figures(all),
      median_seconds: all?.median ?? null,
      series: days.map((bucket, index) => ({
        date: bucket.date,
        ...figures(byDay.get(String(index))),
        ...(isIncomplete(bucket, plan.range, plan.now) ? { incomplete: true as const } : {}),
      })),
      products: rows
        .filter(({ kind }) => kind === 'product')
        .slice(0, limit)
        .map((row) => ({ name: row.value, ...figures(row) })),
      since_first_seen: brackets.map((from, index) => ({
        from,
        to: brackets[index + 1] ?? null,
        payers: figures(bySince.get(String(index + 1))).payers,
      })),
    };
    return { data, money };
  },
});

interface Row {
  readonly kind: 'all' | 'day' | 'product' | 'since';
  readonly value: string;
  readonly payers: number;
  readonly revenue: number;
  /** Seconds. */
  readonly median: number;
}

/** Counts of first payments, in all and by each `kind` of value, the most frequent first. */
async function firstPaymentsIn(
  plan: Plan,
  days: readonly Bucket[],
  { product, limit }: Pick<FirstPurchasesParameters, 'product' | 'limit'>,
  runner: Runner,
): Promise<readonly Row[]> {
  const persons = await personsOf(plan);
  const isPayment = sql`revenue > 0${matching(plan)}`;
  // Of two at once the text of the product decides.
  const payment = sql`(${eventOrder}, ${propertyText(product)}, ${plan.tables.money.amount}, timestamp)`;
  const everybody = sql`SELECT ${persons.person} AS person, seen, first, payments
    FROM (
      SELECT ${persons.keys}, min(timestamp) AS seen, minIf(${payment}, ${isPayment}) AS first, countIf(${isPayment}) AS payments
      FROM ${plan.tables.events}
      WHERE project_id = ${param.string(plan.projectId)} AND timestamp < ${param.time(plan.range.to)}
      GROUP BY ${ownKeys}
    ) AS known${persons.join}`;
  const payers = sql`SELECT min(seen) AS first_seen, minIf(first, payments > 0) AS payment,
      payment.2 AS product, payment.3 AS amount, payment.4 AS timestamp,
      toUnixTimestamp64Milli(timestamp) - toUnixTimestamp64Milli(first_seen) AS since
    FROM (${everybody})
    WHERE person != ${persons.nobody}
    GROUP BY person
    HAVING sum(payments) > 0 AND timestamp >= ${param.time(plan.range.from)}`;
  const kinds = sql`[('all', ''), ('day', toString(${periodNumber(sql`timestamp`, days)})), ('product', product), ('since', toString(${bracketOf(sql`since`)}))]`;
  const mostValues = Math.max(limit, days.length, brackets.length);
  // TRICKY: `kind` is no column below, or it would be what is sorted by in place of its first part.
  return runner.run<Row>(sql`SELECT
  counted.1 AS kind, counted.2 AS value, count() AS payers, sum(amount) AS revenue,
  quantileExactInclusive(0.5)(since) / 1000 AS median
FROM (
  SELECT arrayJoin(${kinds}) AS counted, amount, since
  FROM (${payers})
)
GROUP BY kind, value
ORDER BY kind, payers DESC, value
LIMIT ${param.integer(mostValues)} BY kind`);
}

/** The number of the bracket, from 1. */
function bracketOf(milliseconds: Sql): Sql {
  return sql`arrayCount(start -> ${milliseconds} >= start * 1000, ${param.integers(brackets)})`;
}
