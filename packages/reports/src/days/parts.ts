import { dayMs } from '@gatrix/analytics-clickhouse-schema';
import type { Span } from '../time/span.ts';

const minuteMs = 60_000;

/** Days since the epoch, UTC, that are sealed, and the parts that their totals are divided into. */
export interface DividedDays {
  /** Their seals. */
  readonly sealed: ReadonlyMap<number, number>;
  /** Where the totals of seals are divided: minutes of the UTC day, a midnight of the project's zone. Those that are not divided are not in it. */
  readonly dividedAt: ReadonlyMap<number, number>;
}

/** A part of a sealed day: all of it, or what lies before or behind the midnight that its totals are divided at. */
interface Part extends Span {
  /** Times a seal, or a seam's number, this is what the part's totals are numbered by. */
  readonly sign: 1 | -1;
}

function partsOf({ dividedAt }: Pick<DividedDays, 'dividedAt'>, day: number, seal: number): readonly Part[] {
  const from = day * dayMs;
  const to = from + dayMs;
  const minutes = dividedAt.get(seal);
  if (minutes === undefined) return [{ from, to, sign: 1 }];
  const midnight = from + minutes * minuteMs;
  return [
    { from, to: midnight, sign: 1 },
    { from: midnight, to, sign: -1 },
  ];
}

/** The signs of a sealed day's parts that lie in the span; undefined where it begins or ends within one of them. */
export function partsIn(days: DividedDays, span: Span, [day, seal]: readonly [number, number]) {
  const touched = partsOf(days, day, seal).filter(({ from, to }) => to > span.from && from < span.to);
  const isWhole = touched.every(({ from, to }) => from >= span.from && to <= span.to);
  return isWhole ? touched.map(({ sign }) => sign) : undefined;
}

/** What all totals of a sealed day are numbered by. */
export function numbersOf(days: DividedDays, [day, seal]: readonly [number, number]): number[] {
  return partsOf(days, day, seal).map(({ sign }) => sign * seal);
}

/** Whether no total of a sealed day reaches over an instant. */
export function isBetweenParts(days: DividedDays, instant: number): boolean {
  const day = Math.floor(instant / dayMs);
  const seal = days.sealed.get(day);
  return seal === undefined || partsOf(days, day, seal).some(({ from }) => from === instant);
}
