import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Aggregation, Series } from '@gatrix/analytics-protocol/insights';
import { nobody } from '../days/activity-rows.ts';

/**
 * Over events with `session_id`, `number` and `has_number`; where a series counts persons, over rows of a `person` with
 * the number of their `events`.
 */
export const aggregationSql: Record<Aggregation, Sql> = {
  total: sql`count()`,
  unique_users: sql`uniqExactIf(person, person != ${nobody})`,
  unique_sessions: sql`uniqExactIf(session_id, session_id != '')`,
  // What nobody known did is not anyone's: both sides count events of persons only.
  per_user: sql`sumIf(events, person != ${nobody}) / nullIf(uniqExactIf(person, person != ${nobody}), 0)`,
  sum: sql`sumIf(number, has_number)`,
  avg: sql`avgOrNullIf(number, has_number)`,
  min: sql`minOrNullIf(number, has_number)`,
  max: sql`maxOrNullIf(number, has_number)`,
  median: sql`quantileExactInclusiveOrNullIf(0.5)(number, has_number)`,
  p75: sql`quantileExactInclusiveOrNullIf(0.75)(number, has_number)`,
  p90: sql`quantileExactInclusiveOrNullIf(0.9)(number, has_number)`,
  p95: sql`quantileExactInclusiveOrNullIf(0.95)(number, has_number)`,
  p99: sql`quantileExactInclusiveOrNullIf(0.99)(number, has_number)`,
};

export function needsPerson({ aggregation }: Series): boolean {
  return aggregation === 'unique_users' || aggregation === 'per_user';
}

/** The number that a series is about, and whether an event has it. Revenue is there where it is not 0. */
export function numberOf({ property }: Series): { readonly number: Sql; readonly isThere: Sql } {
  if (property === undefined) return { number: sql`0`, isThere: sql`0` };
  if (property === 'revenue') return { number: sql`toFloat64(revenue)`, isThere: sql`revenue != 0` };
  const key = param.string(property.slice('properties.'.length));
  return { number: sql`properties_number[${key}]`, isThere: sql`mapContains(properties_number, ${key})` };
}
