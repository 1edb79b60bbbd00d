import {
  dayMs,
  formatInstant,
  instantOf,
  localDay,
  offsetChanges,
  type Zone,
} from '@gatrix/analytics-clickhouse-schema';
import type { Interval } from '@gatrix/analytics-protocol/insights';

/** A slice of time, start included, end excluded. */
export interface Bucket {
  readonly start: number;
  readonly end: number;
  /** The start, local with offset. */
  readonly date: string;
}

export const maxBuckets = 10_000;

const shortest: Record<Interval, number> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 23 * 3_600_000,
  week: 7 * dayMs - 3_600_000,
  month: 28 * dayMs - 3_600_000,
};

/** True where a range may have more buckets than one answer carries. */
export function hasTooManyBuckets(interval: Interval, from: number, to: number): boolean {
  return (to - from) / shortest[interval] > maxBuckets;
}

/**
 * The buckets that cover [from, to): whole ones, so the first may start earlier and the last end later.
 * Minutes and hours end at the local clock's multiples and where the clocks change; days, weeks (from Monday)
 * and months at local midnights. They have no gaps and no overlaps.
 */
export function bucketsOf(zone: Zone, interval: Interval, from: number, to: number): Bucket[] {
  if (to <= from) return [];
  const starts =
    interval === 'minute' || interval === 'hour'
      ? clockStarts(zone, shortest[interval], from, to)
      : calendarStarts(zone, interval, from, to);
  return starts
    .slice(0, -1)
    .map((start, i) => ({ start, end: starts[i + 1] ?? to, date: formatInstant(zone, start) }));
}

/** The first day of the local week or month, or the day itself; days are midnights as if in UTC. */
export function startOfUnit(unit: 'day' | 'week' | 'month', day: number): number {
  const date = new Date(day);
  if (unit === 'day') return day;
  if (unit === 'week') return day - ((date.getUTCDay() + 6) % 7) * dayMs;
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** The day, week or month `count` after (or before) one that starts on this day. */
export function addUnits(unit: 'day' | 'week' | 'month', day: number, count: number): number {
  if (unit === 'day') return day + count * dayMs;
  if (unit === 'week') return day + count * 7 * dayMs;
  const date = new Date(day);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1);
}

function calendarStarts(zone: Zone, unit: 'day' | 'week' | 'month', from: number, to: number): number[] {
  let day = startOfUnit(unit, localDay(zone, from));
  const starts = [instantOf(zone, day)];
  while ((starts.at(-1) ?? to) < to) {
    day = addUnits(unit, day, 1);
    const start = instantOf(zone, day);
    // A zone that skips a whole day (Pacific/Apia, 2011-12-30) has no bucket for it.
    if (start > (starts.at(-1) ?? 0)) starts.push(start);
  }
  return starts;
}

function clockStarts(zone: Zone, size: number, from: number, to: number): number[] {
  const changes = offsetChanges(zone, from - dayMs, to + dayMs);
  const lastChange = changes.filter((change) => change <= from).at(-1) ?? Number.NEGATIVE_INFINITY;
  const upcoming = changes.filter((change) => change > from);
  let offset = zone.offsetAt(from);
  const floor = Math.floor((from + offset) / size) * size - offset;
  const starts = [Math.max(floor, lastChange)];
  let at = starts[0] ?? from;
  while (at < to) {
    const next = Math.floor((at + offset) / size) * size + size - offset;
    const change = upcoming[0];
    if (change !== undefined && change <= next) {
      at = change;
      offset = zone.offsetAt(at);
      upcoming.shift();
    } else {
      at = next;
    }
    starts.push(at);
  }
  return starts;
}

/** Whether all buckets begin (and so end) on multiples of a length of time, UTC. */
export function beginOn(lengthMs: number, buckets: readonly Bucket[]): boolean {
  return buckets.every(({ start }) => start % lengthMs === 0);
}
