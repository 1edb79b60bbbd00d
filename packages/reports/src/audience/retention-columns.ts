import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Bracket, RetentionParameters } from '@gatrix/analytics-protocol/insights';
import type { Bucket } from '../time/buckets.ts';

const defaultPeriods = 8;

/** The columns of a retention, each with its first and last period; the first column is period 0, the cohort. */
export function columnsOf({ brackets, periods = defaultPeriods }: RetentionParameters): readonly Bracket[] {
  return brackets ?? Array.from({ length: periods }, (_, k) => ({ from: k, to: k }));
}

/**
 * An array of the periods after `start.1` in which a person returned, as the first periods of their brackets, each once.
 * Periods in no bracket are left out.
 */
export function inBrackets(returns: Sql, brackets: readonly Bracket[], all: readonly Bucket[]): Sql {
  const distances = Array.from({ length: (brackets.at(-1)?.to ?? 0) + 1 }, (_, distance) => distance);
  // By the distance from the start: the distance of the bracket's first period, or 0.
  const firstOf = distances.map((distance) => brackets.find(({ to }) => distance <= to)?.from ?? 0);
  const first = firstOf.map((from, distance) => (from <= distance ? from : 0));
  const starts = param.integers(all.map(({ start }) => start));
  const begin = sql`indexOf(${starts}, start.1)`;
  const moved = sql`arrayMap(p -> ${param.integers(first)}[indexOf(${starts}, p) - ${begin} + 1], ${returns})`;
  return sql`arrayMap(d -> ${starts}[${begin} + d], arrayDistinct(arrayFilter(d -> d > 0, ${moved})))`;
}
