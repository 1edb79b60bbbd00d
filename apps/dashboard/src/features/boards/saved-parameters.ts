import type { Interval } from '@gatrix/analytics-protocol/insights';
import type { SavedReport } from '../../api/manage.ts';
import { aggregations } from '../explore/choices.ts';
import type { SeriesChoice } from '../explore/explore-state.ts';

export interface SavedParameters {
  readonly series: readonly unknown[];
  readonly breakdowns: readonly string[];
  readonly limit: number;
  readonly period: 'day' | 'week' | 'month';
  readonly direction: 'after' | 'before';
}

/** What of a saved report's parameters is needed to draw its answer; defaults where it says nothing. */
export function parametersOf(saved: Pick<SavedReport, 'query'> | undefined): SavedParameters {
  const query: Readonly<Record<string, unknown>> = { ...saved?.query };
  const { series, breakdowns, limit, period, direction } = { ...query, ...object(query.parameters) };
  return {
    series: Array.isArray(series) ? series : [],
    breakdowns: Array.isArray(breakdowns) ? breakdowns.map(String) : [],
    limit: typeof limit === 'number' ? limit : 100,
    period: period === 'week' || period === 'month' ? period : 'day',
    direction: direction === 'before' ? 'before' : 'after',
  };
}

export function seriesOf({ series }: SavedParameters): readonly SeriesChoice[] {
  return series.map((one) => {
    const { event = '', aggregation, property = '' } = object(one);
    return {
      event: String(event),
      aggregation: aggregations.find((known) => known === aggregation) ?? 'total',
      property: String(property),
      filters: [],
      name: '',
    };
  });
}

const steps: readonly (readonly [Interval, number])[] = [
  ['minute', 3_600_000],
  ['hour', 20 * 3_600_000],
  ['day', 6 * 86_400_000],
  ['week', 27 * 86_400_000],
];

/** How far the points of a series lie apart. */
export function intervalOf([first, second]: readonly string[]): Interval {
  if (first === undefined || second === undefined) return 'day';
  const apart = Date.parse(second) - Date.parse(first);
  return steps.find(([, below]) => apart < below)?.[0] ?? 'month';
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
