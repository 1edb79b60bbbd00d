import type { Interval } from '@gatrix/analytics-protocol/insights';

export const presets = ['today', 'yesterday', '7d', '30d', '90d', 'month', 'lastMonth', 'year'] as const;
export type Preset = (typeof presets)[number];

/** Days (`2026-11-01`), both included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

export type RangeChoice = Preset | DayRange;

/** Today in a zone; `now` in milliseconds. */
export function todayIn(timezone: string, now: number): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(new Date(now));
  const part = (type: string) => parts.find((entry) => entry.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

/** The days that a choice means when it is `today`. */
export function daysOf(choice: RangeChoice, today: string): DayRange {
  if (typeof choice === 'object') return choice;
  const monthStart = `${today.slice(0, 7)}-01`;
  switch (choice) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case '7d':
      return { from: addDays(today, -6), to: today };
    case '30d':
      return { from: addDays(today, -29), to: today };
    case '90d':
      return { from: addDays(today, -89), to: today };
    case 'month':
      return { from: monthStart, to: today };
    case 'lastMonth':
      return monthOf(addDays(monthStart, -1));
    case 'year':
      return { from: addDays(addMonths(monthStart, -11), 0), to: today };
  }
}

export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** Of a first day of a month. */
function addMonths(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 10);
}

/** The whole month in which a day lies. */
export function monthOf(day: string): DayRange {
  const from = `${day.slice(0, 7)}-01`;
  return { from, to: addDays(addMonths(from, 1), -1) };
}

export function dayCount({ from, to }: DayRange): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
}

/** True for a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().slice(0, 10) === text;
}

/** The intervals that give a range between 2 and about 400 points, the best first. */
export function intervalsFor(range: DayRange): readonly [Interval, ...Interval[]] {
  const days = dayCount(range);
  if (days <= 2) return ['hour', 'day'];
  if (days <= 14) return ['day', 'hour'];
  if (days <= 92) return ['day', 'week'];
  if (days <= 400) return ['week', 'day', 'month'];
  return ['month', 'week'];
}
