import { percentile } from './query.ts';
import { sum } from './sessions.ts';

/** When someone's furthest attempt reached its steps. */
export type Attempt = readonly number[];

const percent = (part: number, whole: number) => (whole === 0 ? 0 : (part / whole) * 100);
const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

export function summaryOracle(attempts: readonly Attempt[], names: readonly string[]) {
  const counts = names.map((_, step) => attempts.filter((attempt) => attempt.length > step).length);
  const steps = names.map((name, step) => {
    const count = counts[step] ?? 0;
    const before = step === 0 ? count : (counts[step - 1] ?? 0);
    const gaps = attempts.flatMap((attempt) => {
      const [from, to] = [attempt[step - 1], attempt[step]];
      return from === undefined || to === undefined ? [] : [(to - from) / 1000];
    });
    return {
      name,
      count,
      conversion_from_start: percent(count, counts[0] ?? 0),
      conversion_from_previous: percent(count, before),
      drop_off: before - count,
      median_seconds: percentile(ascending(gaps), 0.5),
    };
  });
  return { steps, overall: percent(counts.at(-1) ?? 0, counts[0] ?? 0) };
}

export function timeToConvertOracle(attempts: readonly Attempt[], stepCount: number) {
  const seconds = ascending(
    attempts
      .filter((attempt) => attempt.length === stepCount)
      .map((attempt) => ((attempt.at(-1) ?? 0) - (attempt[0] ?? 0)) / 1000),
  );
  return {
    median: percentile(seconds, 0.5),
    mean: seconds.length === 0 ? null : sum(seconds) / seconds.length,
    p75: percentile(seconds, 0.75),
    p90: percentile(seconds, 0.9),
  };
}
