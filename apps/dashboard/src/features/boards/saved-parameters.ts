import type { Filter, Interval } from '@gatrix/analytics-protocol/insights';
import type { SavedReport } from '../../api/manage.ts';
import { aggregations } from '../explore/choices.ts';
import { readSeries, type SeriesChoice } from '../explore/explore-state.ts';
import { choicesOf } from '../reporting/filter-choice.ts';

export interface SavedParameters {
  readonly series: readonly unknown[];
  /** The address that was saved, with the reader's names of series. */
  readonly search: string;
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
    search: typeof query.search === 'string' ? query.search : '',
    series: Array.isArray(series) ? series : [],
    breakdowns: Array.isArray(breakdowns) ? breakdowns.map(String) : [],
    limit: typeof limit === 'number' ? limit : 100,
    period: period === 'week' || period === 'month' ? period : 'day',
    direction: direction === 'before' ? 'before' : 'after',
  };
}

/** The series with the names and filters that they were saved with. */
export function seriesOf({ series, search }: SavedParameters): readonly SeriesChoice[] {
  const written = readSeries(new URLSearchParams(search));
  if (new URLSearchParams(search).has('series') && written.length === series.length) return written;
  return series.map((one) => {
    const { event = '', aggregation, property = '', filters } = object(one);
    return {
      event: String(event),
      aggregation: aggregations.find((known) => known === aggregation) ?? 'total',
      property: String(property),
      // The server checked it.
      filters: filters ? (choicesOf(filters as Filter) ?? []) : [],
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
