import type { BreakdownDimension } from '@gatrix/analytics-protocol/insights';
import { objectOf, textsOf } from '../reporting/address-json.ts';
import { type FilterChoice, readFilters, writeFilters } from '../reporting/filter-choice.ts';
import { readBreakdown } from '../reporting/use-breakdown-options.ts';
import { searchNow } from '../reporting/use-search-state.ts';
import { type Aggregation, aggregations } from './choices.ts';

/** A series as the page knows it; '' is any event, and no property. */
export interface SeriesChoice {
  readonly event: string;
  readonly aggregation: Aggregation;
  readonly property: string;
  readonly filters: readonly FilterChoice[];
  /** The reader's own; '' for one that is made of what it counts. */
  readonly name: string;
}

export const maxSeries = 10;
export const maxBreakdowns = 3;
const empty = { event: '', property: '', filters: [], name: '' } as const;
const defaultSeries: SeriesChoice = { ...empty, aggregation: 'unique_users' };
export const newSeries: SeriesChoice = { ...empty, aggregation: 'total' };

/** The series in an address: `series=aggregation~property~event`, or JSON where there is more to say. */
export function readSeries(search: URLSearchParams): readonly SeriesChoice[] {
  const series = search.getAll('series').flatMap((text) => {
    const { of, filter, name } = text.startsWith('{') ? objectOf(text) : { of: text };
    const [counted, property = '', ...event] = String(of ?? '').split('~');
    const aggregation = aggregations.find((known) => known === counted);
    if (!aggregation) return [];
    const filters = readFilters(textsOf(filter));
    return [{ aggregation, property, event: event.join('~'), filters, name: String(name ?? '') }];
  });
  return series.length > 0 ? series.slice(0, maxSeries) : [defaultSeries];
}

/** As the address has them, which may be newer than what is drawn: a change starts from these. */
export function seriesNow(): readonly SeriesChoice[] {
  return readSeries(searchNow());
}

export function breakdownsNow(): readonly BreakdownDimension[] {
  return readBreakdowns(searchNow());
}

export function writeSeries(series: readonly SeriesChoice[]): string[] {
  return series.map(({ aggregation, property, event, filters, name }) => {
    const of = `${aggregation}~${property}~${event}`;
    if (filters.length === 0 && name === '') return of;
    return JSON.stringify({ of, filter: writeFilters(filters), name });
  });
}

export function letterOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** True where the aggregation is of a property that is not named yet. */
export function isUnfinished({ aggregation, property }: SeriesChoice): boolean {
  return needsProperty(aggregation) && property === '';
}

export function needsProperty(aggregation: Aggregation): boolean {
  return !['total', 'unique_users', 'unique_sessions', 'per_user'].includes(aggregation);
}

/** A property as the query API names it. */
export function propertyPath(property: string): string | undefined {
  if (property === '') return undefined;
  return property === 'revenue' || property.startsWith('properties.') ? property : `properties.${property}`;
}

/** The breakdowns in an address, `breakdown=country&breakdown=properties.level`, in their order and each once. */
export function readBreakdowns(search: URLSearchParams): readonly BreakdownDimension[] {
  const breakdowns = search.getAll('breakdown').flatMap((text) => readBreakdown(text) ?? []);
  return [...new Set(breakdowns)].slice(0, maxBreakdowns);
}
