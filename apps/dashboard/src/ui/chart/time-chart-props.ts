import type { Interval } from '@gatrix/analytics-protocol/insights';
import type { ChartLine } from './line-data.ts';

export interface TimeChartProps {
  /** The whole chart in words. */
  readonly label: string;
  /** Buckets' starts, `2026-11-01T00:00:00+09:00`. */
  readonly dates: readonly string[];
  /** The starts of the buckets compared with, where there are any. */
  readonly previousDates?: readonly (string | undefined)[];
  readonly incomplete: readonly boolean[];
  readonly lines: readonly ChartLine[];
  readonly interval: Interval;
  /** What a bucket is called, where it is no date; the axis has `tickOf`. */
  readonly nameOf?: ((index: number) => string) | undefined;
  readonly tickOf?: ((index: number) => string) | undefined;
  /** Short, for the axis. */
  readonly formatValue: (value: number) => string;
  /** To the last digit, where a point is looked at. */
  readonly formatExact: (value: number) => string;
  /** Counts, that have no halves. */
  readonly isWhole?: boolean;
  readonly height?: number;
  /** Bars in place of lines. */
  readonly isBars?: boolean;
  /** Marked on the axis, and read out with their bucket. */
  readonly notes?: readonly ChartNote[];
  /** Told which bucket was looked at last. */
  readonly onCursor?: (index: number) => void;
  /** Told which bucket was clicked, or chosen with the enter key. */
  readonly onPick?: ((index: number) => void) | undefined;
}

export interface ChartNote {
  readonly index: number;
  readonly text: string;
}
