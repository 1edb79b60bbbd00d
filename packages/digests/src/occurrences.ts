import type { DigestSchedule } from '@gatrix/analytics-protocol/insights';
import { dayMs, instantOf, localDay, type Zone } from '@gatrix/analytics-reports';

/** A day on which a digest is sent. Days are local midnights as if in UTC. */
export interface Occurrence {
  /** `2026-11-01` */
  readonly date: string;
  /** The first moment that has the hour on that day; where the clocks jump over it, the jump. */
  readonly at: number;
  /** The days that it is about: from the last occurrence's until its own, which is not over. */
  readonly days: readonly number[];
}

/** The newest that is not in the future, and when the one behind it is. */
export function occurrences(
  zone: Zone,
  schedule: DigestSchedule,
  now: number,
): { readonly last: Occurrence; readonly nextAt: number } {
  const momentOf = (day: number) => instantOf(zone, day + schedule.hour * 3_600_000);
  let next = nextDay(schedule, localDay(zone, now) + dayMs);
  let last = dayBefore(schedule, next);
  while (momentOf(last) > now) {
    next = last;
    last = dayBefore(schedule, last);
  }
  const days: number[] = [];
  for (let day = dayBefore(schedule, last); day < last; day += dayMs) days.push(day);
  return { last: { date: dateOf(last), at: momentOf(last), days }, nextAt: momentOf(next) };
}

export function dateOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

function nextDay(schedule: DigestSchedule, from: number): number {
  let day = from;
  while (!isDue(schedule, day)) day += dayMs;
  return day;
}

function dayBefore(schedule: DigestSchedule, before: number): number {
  let day = before - dayMs;
  while (!isDue(schedule, day)) day -= dayMs;
  return day;
}

function isDue(schedule: DigestSchedule, day: number): boolean {
  const date = new Date(day);
  if (schedule.every === 'day') return true;
  if (schedule.every === 'week') return (date.getUTCDay() || 7) === schedule.weekday;
  // The 31st of a short month is its last day.
  const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.getUTCDate() === Math.min(schedule.day, length);
}
