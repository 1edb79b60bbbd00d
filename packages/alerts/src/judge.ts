import type { AlertCondition, AlertState } from '@gatrix/analytics-protocol/insights';

export interface Verdict {
  readonly state: AlertState;
  /** The bounds that it was held against, as a chart draws them; null for none. */
  readonly low: number | null;
  readonly high: number | null;
}

type Compared = Extract<AlertCondition, { readonly op: string }>['op'];

const noData: Verdict = { state: 'no_data', low: null, high: null };

/** A band needs so many weeks with a value. */
const leastWeeks = 3;

/** How many weeks before a bucket a condition looks at. */
export function weeksOf(condition: AlertCondition): number {
  if (condition.kind === 'threshold') return 0;
  return condition.kind === 'change' ? 1 : condition.weeks;
}

/** Whether a value fires; `past`: those of the same time in the weeks before, the last week first. */
export function judge(
  condition: AlertCondition,
  value: number | null,
  past: readonly (number | null)[],
): Verdict {
  if (value === null) return noData;
  if (condition.kind === 'threshold')
    return verdict(compare(condition.op, value, condition.value), condition.op, condition.value);
  if (condition.kind === 'change') {
    const [before = null] = past;
    if (before === null) return noData;
    const bound = before + (Math.abs(before) * condition.percent) / 100;
    return verdict(compare(condition.op, changeOf(value, before), condition.percent), condition.op, bound);
  }
  const band = bandOf(past, condition.width);
  if (!band) return noData;
  const [low, high] = [
    condition.side === 'above' ? null : band.low,
    condition.side === 'below' ? null : band.high,
  ];
  const isOutside = (low !== null && value < low) || (high !== null && value > high);
  return { state: isOutside ? 'firing' : 'ok', low, high };
}

/** From nothing every rise is endless. */
function changeOf(value: number, before: number): number {
  if (value === before) return 0;
  return ((value - before) / Math.abs(before)) * 100;
}

function verdict(isFiring: boolean, op: Compared, bound: number): Verdict {
  const isUpper = op === 'gt' || op === 'gte';
  return { state: isFiring ? 'firing' : 'ok', low: isUpper ? null : bound, high: isUpper ? bound : null };
}

function compare(op: Compared, left: number, right: number): boolean {
  if (op === 'gt') return left > right;
  if (op === 'gte') return left >= right;
  return op === 'lt' ? left < right : left <= right;
}

/**
 * Median and median absolute deviation, scaled to a standard deviation of normal values; where more than half of the
 * values are alike, so that it is 0, the mean absolute deviation (Iglewicz and Hoaglin, 1993). Undefined of fewer than 3.
 */
export function bandOf(
  past: readonly (number | null)[],
  width: number,
): { readonly median: number; readonly low: number; readonly high: number } | undefined {
  const values = past.filter((value) => value !== null);
  if (values.length < leastWeeks) return undefined;
  const median = medianOf(values);
  const deviations = values.map((value) => Math.abs(value - median));
  const mean = deviations.reduce((sum, deviation) => sum + deviation, 0) / deviations.length;
  const deviation = medianOf(deviations) * 1.4826 || mean * 1.2533;
  return { median, low: median - width * deviation, high: median + width * deviation };
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [below = 0, above = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}
