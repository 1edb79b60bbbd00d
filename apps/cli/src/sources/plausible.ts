import type { ImportedBreakdown } from '@gatrix/analytics-protocol/insights';
import { type SourceRecord, textIn } from './source.ts';

/** What Plausible counted on a day, as our management API takes it. */
export interface Total {
  readonly day: string;
  readonly breakdown: ImportedBreakdown;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly visitors: number;
  readonly visits: number;
  readonly page_views: number;
  readonly events: number;
  readonly bounces: number;
  readonly visit_seconds: number;
}

export type TotalReading = { readonly total: Total; readonly notTaken: readonly string[] } | 'unknown';

export const plausibleExpected =
  "the CSV files of Plausible's export with their headers (imported_visitors….csv: date, visitors, pageviews, bounces, visits, visit_duration)";

interface File {
  readonly breakdown: ImportedBreakdown;
  /** The first is the column that only this file has. */
  readonly columns: Readonly<Record<string, string>>;
  /** What its visits are called where not `visits`. */
  readonly visits?: string;
}

const files: readonly File[] = [
  { breakdown: 'page', columns: { page: 'path', hostname: 'origin' } },
  { breakdown: 'entry_page', columns: { entry_page: 'entry_path' }, visits: 'entrances' },
  { breakdown: 'exit_page', columns: { exit_page: 'exit_path' }, visits: 'exits' },
  {
    breakdown: 'source',
    columns: {
      ...{ source: 'source', referrer: 'referrer', utm_source: 'utm_source', utm_medium: 'utm_medium' },
      ...{ utm_campaign: 'utm_campaign', utm_content: 'utm_content', utm_term: 'utm_term' },
    },
  },
  { breakdown: 'location', columns: { country: 'country', region: 'region', city: 'city' } },
  { breakdown: 'device', columns: { device: 'device' } },
  { breakdown: 'browser', columns: { browser: 'browser', browser_version: 'browser_version' } },
  { breakdown: 'os', columns: { operating_system: 'os', operating_system_version: 'os_version' } },
  { breakdown: 'event', columns: { name: 'name', link_url: 'link_url', path: 'event_path' } },
];

const numberColumns = ['visitors', 'pageviews', 'events', 'bounces', 'visit_duration'];

/** A row of one of the files. */
export function readPlausible(record: SourceRecord): TotalReading {
  const day = textIn(record, 'date');
  const file = files.find(({ columns }) => (Object.keys(columns)[0] ?? 'date') in record);
  if (day === undefined || !/^\d{4}-\d\d-\d\d$/.test(day) || textIn(record, 'visitors') === undefined)
    return 'unknown';
  if (!file && !('pageviews' in record && 'bounces' in record)) return 'unknown';
  const columns = file?.columns ?? {};
  const visits = file?.visits !== undefined && file.visits in record ? file.visits : 'visits';
  const numbers = [...numberColumns, visits];
  if (numbers.some((name) => Number.isNaN(numberIn(record, name)))) return 'unknown';
  const named = Object.entries(columns).flatMap(([column, name]) => {
    const value = textIn(record, column);
    return value === undefined ? [] : [[name, name === 'origin' ? `https://${value}` : value]];
  });
  return {
    total: {
      day,
      breakdown: file?.breakdown ?? 'day',
      dimensions: Object.fromEntries(named),
      visitors: numberIn(record, 'visitors'),
      visits: numberIn(record, visits),
      page_views: numberIn(record, 'pageviews'),
      events: numberIn(record, 'events'),
      bounces: numberIn(record, 'bounces'),
      visit_seconds: numberIn(record, 'visit_duration'),
    },
    notTaken: Object.keys(record).filter(
      (name) => name !== 'date' && !(name in columns) && !numbers.includes(name) && record[name] !== '',
    ),
  };
}

/** 0 where the file has no such column; NaN where it is no whole number. */
function numberIn(record: SourceRecord, name: string): number {
  const text = textIn(record, name) ?? '0';
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : Number.NaN;
}
