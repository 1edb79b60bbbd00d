import type { Compare, Interval } from '@gatrix/analytics-protocol/insights';
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
import { type FilterChoice, filterOf, readFilters, writeFilters } from './filter-choice.ts';

/** What the reader asks, on every report. All of it stands in the address. */
export interface ReportState {
  readonly range: RangeChoice;
  readonly compare: Compare | undefined;
  readonly interval: Interval | undefined;
  readonly filters: readonly FilterChoice[];
}

const compares = ['previous_period', 'previous_year'] as const;
const intervals = ['minute', 'hour', 'day', 'week', 'month'] as const;

/** The range of an address that names none: who comes back, and how often, is seen in a month. */
export function defaultRangeOf(pathname: string): Preset {
  return ['/retention', '/active-users', '/versions'].includes(pathname) ? '30d' : '7d';
}

/** Reads an address's search; what it does not understand falls back to the default. */
export function readState(search: URLSearchParams, defaultRange: Preset = '7d'): ReportState {
  const compare = search.get('compare');
  return {
    range: readRange(search, defaultRange),
    compare:
      compare === 'none' ? undefined : (compares.find((known) => known === compare) ?? 'previous_period'),
    interval: intervals.find((known) => known === search.get('interval')),
    filters: readFilters(search.getAll('filter')),
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
  for (const text of writeFilters(state.filters)) next.append('filter', text);
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

function readRange(search: URLSearchParams, defaultRange: Preset): RangeChoice {
  const from = search.get('from') ?? '';
  const to = search.get('to') ?? '';
  if (isDay(from) && isDay(to) && from <= to) return { from, to };
  return presets.find((preset) => preset === search.get('range')) ?? defaultRange;
}
