import type { FunnelData, FunnelResult } from '@gatrix/analytics-protocol/insights';
import { ascending, quantile } from '../query/quantile.ts';
import { percent } from '../query/shape.ts';
import type { Progress } from './people.ts';

/** The funnel of these people. */
export function summaryOf(people: readonly Progress[], stepNames: readonly string[]): FunnelResult {
  const reached = stepNames.map(() => 0);
  const gaps: number[][] = stepNames.map(() => []);
  for (const { reachedAt, people: count } of people) {
    reachedAt.forEach((time, step) => {
      reached[step] = (reached[step] ?? 0) + count;
      const before = reachedAt[step - 1];
      if (before !== undefined) gaps[step]?.push((time - before) / 1000);
    });
  }
  const medians = gaps.map((seconds) => quantile(ascending(seconds), 0.5));
  return resultOf(stepNames, reached, medians);
}

/** The funnel of how many reached each step, and of the median seconds that it took from the one before. */
export function resultOf(
  stepNames: readonly string[],
  reached: readonly number[],
  medians: readonly (number | null)[],
): FunnelResult {
  const started = reached[0] ?? 0;
  const steps = stepNames.map((name, step) => {
    const count = reached[step] ?? 0;
    const previous = step === 0 ? count : (reached[step - 1] ?? 0);
    return {
      name,
      count,
      conversion_from_start: percent(count, started),
      conversion_from_previous: percent(count, previous),
      drop_off: previous - count,
      median_seconds: medians[step] ?? null,
    };
  });
  return { steps, overall: percent(reached.at(-1) ?? 0, started) };
}

const histogramBins = 10;

/** How long those who reached the last step took from the first. */
export function timeToConvert(people: readonly Progress[], stepCount: number): FunnelData['time_to_convert'] {
  const seconds = ascending(
    people
      .filter(({ reachedAt }) => reachedAt.length === stepCount)
      .map(({ reachedAt }) => ((reachedAt.at(-1) ?? 0) - (reachedAt[0] ?? 0)) / 1000),
  );
  const total = seconds.reduce((sum, value) => sum + value, 0);
  return {
    median: quantile(seconds, 0.5),
    mean: seconds.length === 0 ? null : total / seconds.length,
    p75: quantile(seconds, 0.75),
    p90: quantile(seconds, 0.9),
    histogram: histogramOf(seconds),
  };
}

/** Ten bins of equal width from 0 to the longest, each with its lower bound; the last has its upper, too. */
function histogramOf(sorted: Float64Array): { from: number; to: number; count: number }[] {
  const longest = sorted.at(-1);
  if (longest === undefined) return [];
  if (longest === 0) return [{ from: 0, to: 0, count: sorted.length }];
  const width = longest / histogramBins;
  const counts = Array.from({ length: histogramBins }, () => 0);
  for (const value of sorted) {
    const bin = Math.min(Math.floor(value / width), histogramBins - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, bin) => ({ from: bin * width, to: (bin + 1) * width, count }));
}
