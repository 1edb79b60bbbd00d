import { dayMs } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import { type OpenDay, splitOf } from './days.ts';
import { numbersOf, partsIn } from './parts.ts';
import type { ByTime } from './question.ts';

/** Where the persons of a range are read. */
export interface PersonSplit {
  /** What totals of days and parts of days in the range are numbered by: read by totals of parts and hours. */
  readonly whole: readonly number[];
  /** The same of days that the range cuts elsewhere, at a whole hour: read by totals of hours. */
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
  const isCutAtHour = ([day]: readonly [number, number]) =>
    (day * dayMs >= range.from || range.from % hourMs === 0) &&
    ((day + 1) * dayMs <= range.to || range.to % hourMs === 0);
  const isWhole = (one: readonly [number, number]) => partsIn(days, range, one) !== undefined;
  const whole = summed.filter(isWhole);
  const cut = summed.filter((one) => !isWhole(one) && isCutAtHour(one));
  if (whole.length + cut.length === 0) return undefined;
  const inTotals = new Set([...whole, ...cut].map(([, seal]) => seal));
  return {
    whole: whole.flatMap((one) => (partsIn(days, range, one) ?? []).map((sign) => sign * one[1])),
    cut: cut.flatMap((one) => numbersOf(days, one)),
    seals: sealsInSpan.filter((seal) => !inTotals.has(seal)),
    open: openInSpan,
  };
}
