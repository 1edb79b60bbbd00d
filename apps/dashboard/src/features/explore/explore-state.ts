import type { BreakdownDimension } from '@gatrix/analytics-protocol/insights';
import { readBreakdown } from '../reporting/use-breakdown-options.ts';
import { searchNow } from '../reporting/use-search-state.ts';
import { type Aggregation, aggregations } from './choices.ts';

/** A series as the page knows it; '' is any event, and no property. */
export interface SeriesChoice {
  readonly event: string;
  readonly aggregation: Aggregation;
  readonly property: string;
}

export const maxSeries = 10;
export const maxBreakdowns = 3;
const defaultSeries: SeriesChoice = { event: '', aggregation: 'unique_users', property: '' };

/** The series in an address: `series=aggregation~property~event`. */
export function readSeries(search: URLSearchParams): readonly SeriesChoice[] {
  const series = search.getAll('series').flatMap((text) => {
    const [name, property = '', ...event] = text.split('~');
    const aggregation = aggregations.find((known) => known === name);
    return aggregation ? [{ aggregation, property, event: event.join('~') }] : [];
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
  return series.map(({ aggregation, property, event }) => `${aggregation}~${property}~${event}`);
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
  const known = search.getAll('breakdown').flatMap((text) => readBreakdown(text) ?? []);
  return [...new Set(known)].slice(0, maxBreakdowns);
}
