import type { SavedReport } from '@gatrix/analytics-metadata';
import type { BoardContent, BoardRange, Filter } from '@gatrix/analytics-protocol/insights';
import {
  createZone,
  dayMs,
  InvalidParametersError,
  savedQueryOf,
  withFilters,
} from '@gatrix/analytics-reports';
import { type Question, sharedReports } from '../shared-questions.ts';

/** What a saved report asks, by the page that saves it; others are reports of the query API. */
const ofPages: Readonly<Record<string, readonly Question['report'][]>> = {
  overview: ['metrics', 'timeseries'],
  explore: ['query'],
  funnels: ['funnel'],
  retention: ['retention'],
  monetization: ['monetization'],
  flows: ['flows'],
  versions: ['query'],
  'active-users': ['activeUsers'],
};

/** The range and filters that all of a board's items have. */
export interface BoardScope {
  readonly startDate: string;
  readonly endDate: string;
  readonly filters: Filter | undefined;
}

/** What is asked in place of the board's own. */
export type ScopeChange = Partial<Pick<BoardScope, 'startDate' | 'endDate' | 'filters'>>;

/** Days in the zone; `lastDays` ends with today. */
export function scopeOf(
  { range, filters }: Pick<BoardContent, 'range' | 'filters'>,
  timezone: string,
  now: number,
  change: ScopeChange = {},
): BoardScope {
  const { startDate, endDate } = { ...daysOf(range, timezone, now), ...change };
  return { startDate, endDate, filters: change.filters ?? filters };
}

function daysOf(range: BoardRange, timezone: string, now: number) {
  if ('startDate' in range) return range;
  const local = now + createZone(timezone).offsetAt(now);
  const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
  return { startDate: dayOf(local - (range.lastDays - 1) * dayMs), endDate: dayOf(local) };
}

/** The saved parameters in the board's scope. */
export function scopedQuery(saved: SavedReport, { startDate, endDate, filters }: BoardScope) {
  return { ...withFilters(savedQueryOf(saved), filters), startDate, endDate };
}

/** The questions of a saved report. Throws InvalidParametersError for lists of events and people. */
export function questionsOf(saved: SavedReport, scope: BoardScope): Question[] {
  const own = sharedReports.find((name) => name === saved.report);
  const reports = ofPages[saved.report] ?? (own && [own]);
  if (!reports) {
    const message = `${saved.name} is no report of figures, and does not go on a board`;
    throw new InvalidParametersError([{ field: 'savedReportId', message }]);
  }
  const query = scopedQuery(saved, scope);
  return reports.map((report) => ({ report, query: forReport(report, query) })) as Question[];
}

/** `compare` and `interval` of the overview are not of its totals, and the other way round. */
function forReport(report: Question['report'], query: Readonly<Record<string, unknown>>) {
  const { interval, ...rest } = query;
  return report === 'metrics' || interval === undefined ? rest : query;
}
