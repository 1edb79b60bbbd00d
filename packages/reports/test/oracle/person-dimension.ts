import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import type { BreakdownDimension } from '@gatrix/analytics-protocol/insights';
import { dimensionOracle } from './dimension.ts';
import type { MembersOf } from './filter.ts';
import { firstOracle, firstValues } from './first-touch.ts';

interface People {
  readonly events: readonly EventRow[];
  readonly timezone: string;
  readonly person: (event: EventRow) => string;
  readonly membersOf: MembersOf;
}

/** An event's value by a dimension, those of its person included. */
export function valueOracle({ events, timezone, person, membersOf }: People, dimension: BreakdownDimension) {
  if (dimension.startsWith('segment.')) {
    const id = dimension.replace('segment.', '');
    return (event: EventRow): string => (membersOf(id).has(person(event)) ? 'in' : 'not in');
  }
  if (!dimension.startsWith('first.')) return dimensionOracle(events, dimension);
  const firstOf = firstOracle(events, person);
  return (event: EventRow): string => {
    const [value] = firstValues(firstOf(person(event)), dimension, timezone);
    if (value?.kind === 'text') return value.text;
    return value?.kind === 'free' ? String(value.value ?? '') : '';
  };
}
