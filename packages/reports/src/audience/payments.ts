import { type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Persons } from '../persons/persons.ts';
import type { Plan } from '../query/plan.ts';
import { byPersonAndPeriod } from './activity.ts';

/** `person`, `period`, what was paid (`amount`) and in how many events (`paid`). */
export function paymentsIn(plan: Plan, persons: Persons, period: Sql, conditions: Sql): Sql {
  const columns = sql`, sum(${plan.tables.money.amount}) AS amount, countIf(revenue > 0) AS paid`;
  const query = { period, columns, carried: sql`, amount, paid`, conditions };
  return byPersonAndPeriod(plan.tables.events, persons, query);
}
