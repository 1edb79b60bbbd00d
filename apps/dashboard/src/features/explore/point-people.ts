import type { Filter } from '@gatrix/analytics-protocol/insights';
import type { Definition } from '../../api/segments.ts';
import { type FilterChoice, filterOf } from '../reporting/filter-choice.ts';
import type { SeriesChoice } from './explore-state.ts';

/** The days of a bucket, given the starts of all; the last ends with the range. */
export function bucketDays(dates: readonly string[], index: number, lastDay: string) {
  const startDate = dates[index]?.slice(0, 10) ?? lastDay;
  const next = dates[index + 1]?.slice(0, 10);
  if (next === undefined) return { startDate, endDate: lastDay };
  const before = new Date(Date.parse(`${next}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  // Hours of one day are all of that day.
  if (before < startDate) return { startDate, endDate: startDate };
  return { startDate, endDate: before };
}

/** What the events of a line meet: the series' own, and the values that it is broken down to. */
export function filtersOfLine(
  { event, filters }: SeriesChoice,
  breakdowns: readonly string[],
  keys: readonly string[],
): readonly FilterChoice[] {
  return [
    ...(event === '' ? [] : [{ field: 'name', op: 'is', value: event } as const]),
    ...filters,
    ...breakdowns.map((field, place): FilterChoice => {
      const value = keys[place] ?? '';
      return value === '' ? { field, op: 'isNotSet', value } : { field, op: 'is', value };
    }),
  ];
}

export function peopleOfPoint(
  own: readonly FilterChoice[],
  filters: Filter | undefined,
  days: { readonly startDate: string; readonly endDate: string },
): Definition {
  const all = [filterOf(own), filters].filter((one) => one !== undefined);
  return { did: true, ...(all.length > 0 && { filters: { and: all } }), range: days };
}
