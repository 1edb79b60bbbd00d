import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
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
      return sum(numbers);
    case 'avg':
      return numbers.length === 0 ? null : sum(numbers) / numbers.length;
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

/** Between the two nearest ranks, in proportion. */
function percentile(sorted: readonly number[], q: number): number | null {
  if (sorted.length === 0) return null;
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? 0;
  return low + (high - low) * (position % 1);
}
