import { identifier, joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { FunnelParameters, FunnelResult } from '@gatrix/analytics-protocol/insights';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { areStepsDistinct, attemptsOf } from './deciding-events.ts';
import { eventsByUnit } from './sequences.ts';
import { resultOf } from './summary.ts';

/** Whether ClickHouse can count a funnel by itself: nothing is asked of single attempts, and each event fits one step at most. */
export function isCountable(parameters: FunnelParameters): boolean {
  const { window, breakdown, trend, timeToConvert } = parameters;
  const asksAttempts = breakdown !== undefined || trend || timeToConvert;
  return !asksAttempts && window !== 'session' && areStepsDistinct(parameters);
}

interface Row {
  readonly reached: readonly number[];
  /** Milliseconds from the step before: the two in the middle, which are one of an odd number. Of step 2 and those behind it. */
  readonly lows: readonly number[];
  readonly highs: readonly number[];
}

/** The funnel, counted by ClickHouse. */
export async function countedFunnel(
  plan: Plan,
  parameters: FunnelParameters,
  stepNames: readonly string[],
  runner: Runner,
): Promise<FunnelResult> {
  const units = await eventsByUnit(plan, parameters, { ids: false, starts: false });
  const [row] = await runner.run<Row>(countingAttempts(plan, parameters, units));
  const { reached = [], lows = [], highs = [] } = row ?? {};
  const medians = stepNames.map((_, step) => {
    const [low, high] = [(lows[step - 1] ?? 0) / 1000, (highs[step - 1] ?? 0) / 1000];
    return step === 0 || !reached[step] ? null : low + (high - low) * 0.5;
  });
  return resultOf(stepNames, reached, medians);
}

function countingAttempts(plan: Plan, parameters: FunnelParameters, units: Sql): Sql {
  const { isInTime, reachedFrom, allCodes, timeOf } = attemptsOf(parameters, plan.range.to - plan.range.from);
  // From the second step, by its place.
  const later = parameters.steps.slice(1).map((_, index) => index + 1);
  const of = (name: string, step: number) => identifier(`${name}_${step}`);
  const each = (toSql: (step: number) => Sql) => joinSql(later.map(toSql), sql`, `);
  const median = (name: 'quantileExactLowIf' | 'quantileExactHighIf') =>
    each((step) => sql`${identifier(name)}(0.5)(${of('gap', step)}, furthest >= ${param.limit(step)})`);
  return sql`SELECT [count(), ${each((step) => sql`countIf(furthest >= ${param.limit(step)})`)}] AS reached,
  [${median('quantileExactLowIf')}] AS lows, [${median('quantileExactHighIf')}] AS highs
FROM (
  SELECT furthest, ${each((step) => sql`${timeOf(of('taken', step))} - ${timeOf(of('taken', step - 1))} AS ${of('gap', step)}`)}
  FROM (
    SELECT places, countEqual(arrayMap(place -> place > 0, places), 1) AS furthest, places[furthest] AS place,
      all_codes[place] AS taken_0, ${each((step) => sql`${of('reached', step)}[place] AS ${of('taken', step)}`)}
    FROM (
      SELECT *, [${each((step) => sql`arrayFirstIndex((code, reached) -> ${isInTime}, all_codes, ${of('reached', step)})`)}] AS places
      FROM (
        SELECT all_codes, ${each((step) => sql`${reachedFrom(step)} AS ${of('reached', step)}`)}
        FROM (SELECT ${allCodes} AS all_codes FROM (SELECT events AS codes, fitting FROM (${units})))
      )
    )
  )
)`;
}
