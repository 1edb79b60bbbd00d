import type { Random } from './random.ts';

export const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** The days of the demo, and what happens on them. Times are milliseconds. */
export interface Calendar {
  /** Nothing happens later. */
  readonly end: number;
  /** UTC midnight of the first day. */
  readonly start: number;
  readonly days: number;
  /** When version 1.4 comes out, after which more players stay. */
  readonly release: number;
  /** When its campaign ends. */
  readonly campaignEnd: number;
}

/** `days` days up to `end`, today included. */
export function createCalendar(end: number, days: number): Calendar {
  const start = Math.floor(end / dayMs) * dayMs - (days - 1) * dayMs;
  const release = start + Math.floor(days * 0.62) * dayMs + 2 * hourMs;
  return { end, start, days, release, campaignEnd: release + Math.ceil(days * 0.16) * dayMs };
}

/** How many come for the first time on each day, against each other: growth, weekends, and a campaign. */
export function newcomersByDay({ start, days, release, campaignEnd }: Calendar): number[] {
  return Array.from({ length: days }, (_, day) => {
    const time = start + day * dayMs;
    const isCampaign = time + dayMs > release && time < campaignEnd;
    return (1 + (0.5 * day) / days) * weekdayFactor(time) * (isCampaign ? 1.55 : 1);
  });
}

/** Games are played when school and work are over. */
export function weekdayFactor(time: number): number {
  return [1.3, 0.88, 0.86, 0.9, 0.94, 1.12, 1.4][new Date(time).getUTCDay()] ?? 1;
}

const byHour = [
  5, 3, 2, 1, 1, 1, 2, 4, 6, 5, 5, 6, 9, 8, 6, 6, 7, 9, 12, 15, 18, 19, 15, 9,
] as const satisfies readonly number[];

/** A moment of a day at a place, as likely as people there play then. */
export function momentOf(random: Random, day: number, utcOffsetHours: number): number {
  const hour = random.weighted(byHour) - utcOffsetHours;
  return day + hour * hourMs + Math.floor(random.next() * hourMs);
}

/** The chance that a player comes again on the n-th day after the first. */
export function returnChance(
  calendar: Calendar,
  daysSince: number,
  time: number,
  engagement: number,
): number {
  const isReleased = time >= calendar.release;
  const curve = (isReleased ? 0.5 : 0.34) * daysSince ** (isReleased ? -0.42 : -0.58);
  return Math.min(0.93, curve * engagement * (0.6 + 0.4 * weekdayFactor(time)));
}
