import type {
  BreakdownDimension,
  Compare,
  Filter,
  FilterLeaf,
  Interval,
} from '@gatrix/analytics-protocol/insights';
import type { CommonQuery } from '../../api/reports.ts';
import {
  type DayRange,
  daysOf,
  intervalsFor,
  isDay,
  type Preset,
  presets,
  type RangeChoice,
} from './date-range.ts';

export const filterOperators = [
  'is',
  'isNot',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'isSet',
  'isNotSet',
] as const;

/** A condition as the page knows it: one field, one value. */
export interface FilterChoice {
  readonly field: string;
  readonly op: (typeof filterOperators)[number];
  readonly value: string;
}

/** What the reader asks, on every report. All of it stands in the address. */
export interface ReportState {
  readonly range: RangeChoice;
  readonly compare: Compare | undefined;
  readonly interval: Interval | undefined;
  readonly filters: readonly FilterChoice[];
}

/** What the list of fields offers: the field, and the dimension whose values are suggested for it. */
export const filterFields: readonly {
  readonly field: string;
  readonly dimension: BreakdownDimension | 'path';
}[] = [
  { field: 'path', dimension: 'path' },
  { field: 'session.entry_path', dimension: 'path' },
  { field: 'name', dimension: 'name' },
  { field: 'session.channel', dimension: 'channel' },
  { field: 'session.referrer_name', dimension: 'referrer_name' },
  { field: 'session.utm_source', dimension: 'utm_source' },
  { field: 'session.utm_medium', dimension: 'utm_medium' },
  { field: 'session.utm_campaign', dimension: 'utm_campaign' },
  { field: 'country', dimension: 'country' },
  { field: 'region', dimension: 'region' },
  { field: 'city', dimension: 'city' },
  { field: 'browser', dimension: 'browser' },
  { field: 'os', dimension: 'os' },
  { field: 'device', dimension: 'device' },
];
const compares = ['previous_period', 'previous_year'] as const;
const intervals = ['minute', 'hour', 'day', 'week', 'month'] as const;

/** The range of an address that names none: who comes back, and how often, is seen in a month. */
export function defaultRangeOf(pathname: string): Preset {
  return ['/retention', '/active-users'].includes(pathname) ? '30d' : '7d';
}

/** Reads an address's search; what it does not understand falls back to the default. */
export function readState(search: URLSearchParams, defaultRange: Preset = '7d'): ReportState {
  const compare = search.get('compare');
  return {
    range: readRange(search, defaultRange),
    compare:
      compare === 'none' ? undefined : (compares.find((known) => known === compare) ?? 'previous_period'),
    interval: intervals.find((known) => known === search.get('interval')),
    filters: search.getAll('filter').flatMap(readFilter),
  };
}

/** Writes a state into an address's search, beside what else stands there; defaults are left out. */
export function writeState(
  search: URLSearchParams,
  state: ReportState,
  defaultRange: Preset = '7d',
): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const key of ['range', 'from', 'to', 'compare', 'interval', 'filter']) next.delete(key);
  if (typeof state.range === 'object') {
    next.set('from', state.range.from);
    next.set('to', state.range.to);
  } else if (state.range !== defaultRange) next.set('range', state.range);
  if (state.compare === undefined) next.set('compare', 'none');
  else if (state.compare !== 'previous_period') next.set('compare', state.compare);
  if (state.interval) next.set('interval', state.interval);
  for (const { field, op, value } of state.filters) next.append('filter', `${field}~${op}~${value}`);
  return next;
}

/** The days of the state, and the report parameters that they and the rest come to. */
export function queryOf(
  state: ReportState,
  today: string,
): { readonly days: DayRange; readonly interval: Interval; readonly query: CommonQuery } {
  const days = daysOf(state.range, today);
  const possible = intervalsFor(days);
  const interval = possible.find((known) => known === state.interval) ?? possible[0];
  return {
    days,
    interval,
    query: {
      startDate: days.from,
      endDate: days.to,
      compare: state.compare,
      filters: filterOf(state.filters),
    },
  };
}

/** All of them hold, as the query API takes it. */
export function filterOf(choices: readonly FilterChoice[]): Filter | undefined {
  if (choices.length === 0) return undefined;
  return { and: choices.map(leafOf) };
}

function leafOf({ field, op, value }: FilterChoice): FilterLeaf {
  return op === 'isSet' || op === 'isNotSet' ? { field, op } : { field, op, value };
}

/** The choices that a filter is made of; undefined where it says more than that all of some hold. */
export function choicesOf(filter: Filter): readonly FilterChoice[] | undefined {
  if ('and' in filter) {
    const parts = filter.and.map(choicesOf);
    return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
  }
  if (!('field' in filter)) return undefined;
  const op = filterOperators.find((known) => known === filter.op);
  const { field, value } = filter;
  if (!op || !isField(field) || Array.isArray(value)) return undefined;
  return [{ field, op, value: value === undefined ? '' : String(value) }];
}

export function isSameFilter(a: FilterChoice, b: FilterChoice): boolean {
  return a.field === b.field && a.op === b.op && a.value === b.value;
}

function readRange(search: URLSearchParams, defaultRange: Preset): RangeChoice {
  const from = search.get('from') ?? '';
  const to = search.get('to') ?? '';
  if (isDay(from) && isDay(to) && from <= to) return { from, to };
  return presets.find((preset) => preset === search.get('range')) ?? defaultRange;
}

function readFilter(text: string): FilterChoice[] {
  const [field = '', name = '', ...rest] = text.split('~');
  const op = filterOperators.find((known) => known === name);
  if (!op || !isField(field)) return [];
  return [{ field, op, value: rest.join('~') }];
}

function isField(field: string): boolean {
  return /^[a-z_]+$/.test(field) || /^(properties|profile|session|first)\../.test(field);
}
