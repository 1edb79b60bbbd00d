import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import type { BreakdownDimension } from '@gatrix/analytics-protocol/insights';
import { ofSession } from './overview.ts';

const ofVisit = ['referrer', 'referrer_name', 'referrer_type', 'channel'];

/** Whether it says how a visit came. */
export function isAcquisition(field: string): boolean {
  return ofVisit.includes(field) || field.startsWith('utm_');
}

/** An event's value by a dimension; undefined where it has no such property. How a visit came its first event says. */
export function dimensionOracle(events: readonly EventRow[], dimension: BreakdownDimension) {
  if (dimension.startsWith('properties.')) {
    const key = dimension.slice('properties.'.length);
    return (event: EventRow): string | undefined =>
      (event.properties[key] ?? event.properties_number[key] ?? event.properties_bool[key])?.toString();
  }
  const column = (event: EventRow) => String(event[dimension as keyof EventRow]);
  return isAcquisition(dimension) ? ofSession(events, column) : column;
}
