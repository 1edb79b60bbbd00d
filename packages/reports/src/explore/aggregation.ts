import { joinSql, type MoneySql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Aggregation, Series } from '@gatrix/analytics-protocol/insights';
import { nobody } from '../days/activity-rows.ts';
import { decimalSum, meanOf, rankedSum, type SumSql, unitsOf } from './decimal-sum.ts';

/** Aggregates of events are kept by bucket as states, which the whole span merges: an event is read, and put into a set, once. */
interface Aggregate {
  /** The column of its states. */
  readonly column: Sql;
  /** A function of ClickHouse without its parameters. */
  readonly name: Sql;
  readonly parameters?: Sql;
  readonly over: Sql;
}

/** How an aggregate is read: as the value of a bucket, or of the whole span. */
type Read = (aggregate: Aggregate) => Sql;

const ofBucket: Read = ({ column }) => sql`finalizeAggregation(${column})`;
const ofSpan: Read = ({ column, name, parameters = sql`` }) => sql`${name}Merge${parameters}(${column})`;

const isPerson = sql`person != ${nobody}`;
const count = { column: sql`events_state`, name: sql`count`, over: sql`` };
const users = { column: sql`users_state`, name: sql`uniqExactIf`, over: sql`person, ${isPerson}` };
const eventsOfUsers = { column: sql`events_state`, name: sql`sumIf`, over: sql`events, ${isPerson}` };
const sessions = {
  ...{ column: sql`sessions_state`, name: sql`uniqExactIf` },
  over: sql`session_id, session_id != ''`,
};
const numbers = { column: sql`numbers_state`, name: sql`countIf`, over: sql`has_number` };
const sumOfUnits = { column: sql`units_state`, name: sql`sumIf`, over: sql`units, has_number` };
const sumOfNumbers = { column: sql`sum_state`, name: sql`sumIf`, over: sql`number, has_number` };
const largest = { column: sql`largest_state`, name: sql`maxIf`, over: sql`abs(number), has_number` };

const sums: SumSql<Aggregate> = { count, sumOfUnits, sumOfNumbers, largest };
const ofNumber = (name: Sql, parameters?: Sql) => {
  const aggregate = { column: sql`number_state`, name, ...(parameters && { parameters }) };
  return (read: Read) => read({ ...aggregate, over: sql`number, has_number` });
};
const quantile = (level: Sql) => ofNumber(sql`quantileExactInclusiveOrNullIf`, sql`(${level})`);
const sum = (read: Read) => decimalSum(readAll(sums, read));

/**
 * Over events with `session_id`, `number`, `units` and `has_number`; a number, or one as text. Where a series counts persons, over rows of a `person` with
 * the number of their `events`.
 */
const aggregationSql: Record<Aggregation, (read: Read) => Sql> = {
  total: (read) => read(count),
  unique_users: (read) => read(users),
  unique_sessions: (read) => read(sessions),
  // What nobody known did is not anyone's: both sides count events of persons only.
  per_user: (read) => sql`${read(eventsOfUsers)} / nullIf(${read(users)}, 0)`,
  sum,
  // Divided by how many are counted where it is read.
  avg: sum,
  min: ofNumber(sql`minOrNullIf`),
  max: ofNumber(sql`maxOrNullIf`),
  median: quantile(sql`0.5`),
  p75: quantile(sql`0.75`),
  p90: quantile(sql`0.9`),
  p95: quantile(sql`0.95`),
  p99: quantile(sql`0.99`),
};

/** What a series is ranked by. */
function rankOf(aggregation: Aggregation, read: Read): Sql {
  if (aggregation === 'sum') return rankedSum(readAll(sums, read));
  if (aggregation === 'avg') return sql`${rankedSum(readAll(sums, read))} / nullIf(${read(numbers)}, 0)`;
  return aggregationSql[aggregation](read);
}

const countedIn = (aggregation: Aggregation, read: Read) =>
  aggregation === 'sum' || aggregation === 'avg' ? read(numbers) : sql`0`;

function readAll(of: SumSql<Aggregate>, read: Read): SumSql<Sql> {
  return {
    ...{ count: read(of.count), largest: read(of.largest) },
    ...{ sumOfUnits: read(of.sumOfUnits), sumOfNumbers: read(of.sumOfNumbers) },
  };
}

/** Selects the states that the values of a series are made of. */
export function statesSql({ aggregation }: Series): Sql {
  const states = new Map<Sql, Sql>();
  const note: Read = ({ column, name, parameters = sql``, over }) => {
    states.set(column, sql`${name}State${parameters}(${over}) AS ${column}`);
    return column;
  };
  rankOf(aggregation, note);
  countedIn(aggregation, note);
  return joinSql([...states.values()], sql`, `);
}

/** Over rows of `statesSql`, one a bucket: the `total`, what it is `ranked_by`, and how many numbers are `counted_in` it. */
export function totalSql({ aggregation }: Series): Sql {
  return sql`${aggregationSql[aggregation](ofSpan)} AS total, ${rankOf(aggregation, ofSpan)} AS ranked_by, ${countedIn(aggregation, ofSpan)} AS counted_in`;
}

/** Over the same rows: the value of a bucket, and how many numbers are counted in it. */
export function pointSql({ aggregation }: Series): Sql {
  return sql`${aggregationSql[aggregation](ofBucket)}, ${countedIn(aggregation, ofBucket)}`;
}

/** What is selected of a bucket, or of the whole span. */
export interface ValueRow {
  readonly value: number | string | null;
  readonly counted: number;
}

export function valueIn({ aggregation }: Series, { value, counted: count }: ValueRow): number | null {
  if (value === null || (aggregation === 'avg' && count === 0)) return null;
  return aggregation === 'avg' ? meanOf(String(value), count) : Number(value);
}

export function needsPerson({ aggregation }: Series): boolean {
  return aggregation === 'unique_users' || aggregation === 'per_user';
}

interface NumberOfSeries {
  readonly number: Sql;
  readonly units: Sql;
  readonly isThere: Sql;
}

/** The number that a series is about, and whether an event has it. Revenue is there where it is not 0, and has a rate. */
export function numberOf({ property, aggregation }: Series, { amount }: MoneySql): NumberOfSeries {
  const none = sql`toInt128(0)`;
  if (property === undefined) return { number: sql`0`, units: none, isThere: sql`0` };
  const isSum = aggregation === 'sum' || aggregation === 'avg';
  if (property === 'revenue') {
    const units = sql`toInt128(toDecimal128(${amount}, 6) * 1000000) * 1000000000000`;
    return { number: sql`toFloat64(${amount})`, units: isSum ? units : none, isThere: sql`${amount} != 0` };
  }
  const key = param.string(property.slice('properties.'.length));
  const number = sql`properties_number[${key}]`;
  return {
    number,
    units: isSum ? unitsOf(number) : none,
    isThere: sql`mapContains(properties_number, ${key})`,
  };
}
