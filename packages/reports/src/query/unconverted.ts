import { dayMs, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { AnswerMoney } from '@gatrix/analytics-protocol/insights';
import type { Span } from '../time/span.ts';
import type { Plan } from './plan.ts';
import type { Runner } from './run.ts';

/**
 * In which currency an answer's amounts are, and what is in none of them: amounts of the events that meet the conditions (all in the
 * span) in currencies that had no rate that day, as they were sent.
 */
export async function moneyIn(
  plan: Plan,
  conditions: Sql,
  runner: Runner,
  span: Span = plan.range,
): Promise<AnswerMoney> {
  const { currency } = plan.money;
  const days = plan.daysLeavingOut?.filter((day) => day * dayMs < span.to && (day + 1) * dayMs > span.from);
  if (days?.length === 0) return { currency, unconverted: [] };
  const onDays = days ? sql` AND toDate(timestamp) IN ${param.days(days)}` : sql``;
  const rows = await runner.run<{ code: string; amount: number; events: number }>(sql`SELECT
  toString(currency) AS code, sum(revenue) AS amount, count() AS events
FROM ${plan.tables.events}
WHERE ${conditions}${onDays} AND ${plan.tables.money.isUnconverted}
GROUP BY code
ORDER BY code`);
  return {
    currency,
    unconverted: rows.map(({ code, amount, events }) => ({ currency: code, amount, events })),
  };
}
