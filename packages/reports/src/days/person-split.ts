import type { Plan } from '../query/plan.ts';
import { dayMs } from '../time/zone.ts';
import { type OpenDay, splitOf } from './days.ts';
import type { ByTime } from './question.ts';

/** Where the persons of a range are read. */
export interface PersonSplit {
  /** Seals of days that lie in the range, read by totals of days and hours. */
  readonly whole: readonly number[];
  /** Seals of days that begin before the range or end behind it, at a whole hour: read by totals of hours. */
  readonly cut: readonly number[];
  /** Seals of days that are read by their rows, and days that are read by their events. */
  readonly seals: readonly number[];
  readonly open: readonly OpenDay[];
}

const hourMs = 3_600_000;

/** Splits a range's days for questions without a filter; undefined where no totals can tell who was active. */
export function splitForPersons(plan: Plan, questions: readonly ByTime[]): PersonSplit | undefined {
  const { days, range } = plan;
  if (plan.filter || questions.some(({ grain }) => grain !== 'day' && grain !== 'hour')) return undefined;
  const { sealsInSpan, openInSpan } = splitOf(days, range);
  const read = new Set(sealsInSpan);
  const summed = [...days.sealed].filter(([, seal]) => read.has(seal) && days.withPersons.has(seal));
  const isWhole = (day: number) => day * dayMs >= range.from && (day + 1) * dayMs <= range.to;
  const isCutAtHour = (day: number) =>
    (day * dayMs >= range.from || range.from % hourMs === 0) &&
    ((day + 1) * dayMs <= range.to || range.to % hourMs === 0);
  const sealsWhere = (test: (day: number) => boolean) =>
    summed.filter(([day]) => test(day)).map(([, seal]) => seal);
  const whole = sealsWhere(isWhole);
  const cut = sealsWhere((day) => !isWhole(day) && isCutAtHour(day));
  if (whole.length + cut.length === 0) return undefined;
  const inTotals = new Set([...whole, ...cut]);
  return { whole, cut, seals: sealsInSpan.filter((seal) => !inTotals.has(seal)), open: openInSpan };
}
