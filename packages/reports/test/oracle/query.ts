import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import { compareTexts } from './flows.ts';
import { distinct, sum } from './sessions.ts';

/** One aggregation over the events of a series. */
export function aggregationOracle(
  aggregation: string,
  events: readonly EventRow[],
  person: (event: EventRow) => string,
  numberOf: (event: EventRow) => number | undefined,
): number | null {
  const known = events.filter((event) => person(event) !== '');
  const users = distinct(known.map(person));
  const numbers = events.map(numberOf).filter((value) => value !== undefined);
  const sorted = [...numbers].sort((a, b) => a - b);
  switch (aggregation) {
    case 'total':
      return events.length;
    case 'unique_users':
      return users;
    case 'unique_sessions':
      return distinct(events.map((event) => event.session_id));
    case 'per_user':
      return users === 0 ? null : known.length / users;
    case 'sum':
      return decimalSum(numbers);
    case 'avg':
      return numbers.length === 0 ? null : tenThousandths(numbers) / (numbers.length * 10_000);
    case 'min':
      return sorted[0] ?? null;
    case 'max':
      return sorted.at(-1) ?? null;
    case 'median':
      return percentile(sorted, 0.5);
    default:
      return percentile(sorted, Number(aggregation.slice(1)) / 100);
  }
}

/** Of numbers with at most four decimals. */
function decimalSum(numbers: readonly number[]): number {
  return tenThousandths(numbers) / 10_000;
}

function tenThousandths(numbers: readonly number[]): number {
  return sum(numbers.map((number) => Math.round(number * 10_000)));
}

/** Between the two nearest ranks, in proportion. */
export function percentile(sorted: readonly number[], q: number): number | null {
  if (sorted.length === 0) return null;
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? 0;
  return low + (high - low) * (position % 1);
}

interface Ranked {
  readonly key: readonly string[];
  readonly value: number | null;
}

/** The keys that are largest in the first series, then those in the second, …; nothing is less than any number. */
export function keysOracle(series: readonly (readonly Ranked[])[], limit: number): (readonly string[])[] {
  const sizeOf = ({ value }: Ranked) => value ?? Number.NEGATIVE_INFINITY;
  const largest = series.flatMap((rows) =>
    [...rows]
      .sort((a, b) => (sizeOf(a) === sizeOf(b) ? compareTexts(a.key, b.key) : sizeOf(b) - sizeOf(a)))
      .slice(0, limit),
  );
  const keys = new Map(largest.map(({ key }) => [JSON.stringify(key), key]));
  return [...keys.values()].slice(0, limit);
}
