import {
  dayMs,
  instantOf,
  localDay,
  param,
  type Sql,
  sql,
  type Zone,
} from '@gatrix/analytics-clickhouse-schema';
import { isDay, type SegmentRange } from '@gatrix/analytics-protocol/insights';
import { InvalidParametersError } from '../query/errors.ts';
import { within } from '../query/span.ts';
import { parseInstant } from '../time/range.ts';

interface Clock {
  readonly zone: Zone;
  /** Milliseconds: the end of the day at which membership is looked at. */
  readonly until: number;
}

/** ` AND …` on events: what lies in the range, by the end of the day looked at. */
export function spanOf(range: SegmentRange | undefined, clock: Clock, parameter: string): Sql {
  if (range === undefined || 'firstDays' in range) return sql``;
  if ('lastDays' in range) {
    return sql` AND ${within(lastDays(range.lastDays, clock))}`;
  }
  const { startDate, endDate } = range;
  const from = startDate === undefined ? undefined : startOf(startDate, clock.zone);
  const to = endDate === undefined ? undefined : endOf(endDate, clock.zone);
  if (from !== undefined && to !== undefined && from > to) {
    throw new InvalidParametersError([
      { field: `${parameter}.endDate`, message: 'must not lie before startDate' },
    ]);
  }
  const after = from === undefined ? sql`` : sql` AND timestamp >= ${param.time(from)}`;
  const before = to === undefined ? sql`` : sql` AND timestamp < ${param.time(to)}`;
  return sql`${after}${before}`;
}

/** The last local days, the one looked at among them; `to` is excluded. */
export function lastDays(
  count: number,
  { zone, until }: Clock,
): { readonly from: number; readonly to: number } {
  const today = localDay(zone, until - 1);
  return { from: instantOf(zone, today - (count - 1) * dayMs), to: until };
}

/** The end of the local day that an instant lies in. */
export function endOfDay(zone: Zone, instant: number): number {
  return instantOf(zone, localDay(zone, instant) + dayMs);
}

/** The instant at which a range that starts so does. */
export function startOf(text: string, zone: Zone): number {
  return isDay(text) ? instantOf(zone, midnight(text)) : parseInstant(text, zone);
}

function endOf(text: string, zone: Zone): number {
  return isDay(text) ? instantOf(zone, midnight(text) + dayMs) : parseInstant(text, zone);
}

function midnight(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
