import type { QueryData } from '@gatrix/analytics-protocol/insights';
import type { SeriesQuery } from '../../api/reports.ts';
import type { MessageKey } from '../../ui/i18n/en.ts';
import { canonical } from '../settings/canonical.ts';

/** How a figure is written, and whether it can be compared between releases that were used by more and by fewer. */
export interface VersionMetric {
  /** The letter of a series of `versionSeries`, or a formula over them. */
  readonly of: string;
  readonly label: MessageKey;
  readonly unit: 'count' | 'money' | 'percent' | 'ratio';
  readonly isRate: boolean;
}

/** A: people; B: sessions; C: events; D: revenue; E: payers; with an event F: how often, G: by how many. */
export function versionSeries(event: string): SeriesQuery['series'] {
  return [
    { aggregation: 'unique_users' },
    { aggregation: 'unique_sessions' },
    { aggregation: 'total' },
    { aggregation: 'sum', property: 'revenue' },
    { aggregation: 'unique_users', filters: { field: 'revenue', op: 'gt', value: 0 } },
    ...(event === ''
      ? []
      : [
          { event, aggregation: 'total' as const },
          { event, aggregation: 'unique_users' as const },
        ]),
  ];
}

/** The event of a question that the versions page asks, '' where it names none; undefined of any other question. */
export function versionEventOf(series: readonly unknown[]): string | undefined {
  const last = series[5];
  const event = typeof last === 'object' && last !== null && 'event' in last ? String(last.event) : '';
  return canonical(series) === canonical(versionSeries(event)) ? event : undefined;
}

const always: readonly VersionMetric[] = [
  { of: 'A', label: 'metric.activeUsers', unit: 'count', isRate: false },
  { of: 'B', label: 'metric.sessions', unit: 'count', isRate: false },
  { of: 'B/A', label: 'versions.sessionsPerUser', unit: 'ratio', isRate: true },
  { of: 'C', label: 'metric.events', unit: 'count', isRate: false },
  { of: 'D', label: 'metric.revenue', unit: 'money', isRate: false },
  { of: 'D/A', label: 'versions.revenuePerUser', unit: 'money', isRate: true },
  { of: 'E', label: 'money.payers', unit: 'count', isRate: false },
  { of: 'E/A*100', label: 'money.conversion', unit: 'percent', isRate: true },
];

const ofEvent: readonly VersionMetric[] = [
  { of: 'F', label: 'versions.eventTimes', unit: 'count', isRate: false },
  { of: 'F/A', label: 'versions.eventPerUser', unit: 'ratio', isRate: true },
  { of: 'G/A*100', label: 'versions.eventShare', unit: 'percent', isRate: true },
];

export function versionMetrics(event: string): readonly VersionMetric[] {
  return event === '' ? always : [...ofEvent, ...always];
}

export function formulasOf(metrics: readonly VersionMetric[]): string[] {
  return metrics.map(({ of }) => of).filter((of) => of.length > 1);
}

/** As many releases as there are colours are drawn. */
export const drawnVersions = 8;

export interface Version {
  /** '' where events name none. */
  readonly name: string;
  /** All releases that have no row of their own. */
  readonly isRest: boolean;
  readonly lines: ReadonlyMap<string, QueryData[number]>;
}

/** A row of each release, the newest first; then events without one, and all others. */
export function versionsOf(data: QueryData): readonly Version[] {
  const rows = new Map<string, Version & { readonly lines: Map<string, QueryData[number]> }>();
  for (const line of data) {
    const { breakdown, rest: isRest = false, letter, formula } = line;
    const [name = ''] = breakdown;
    const key = `${isRest} ${name}`;
    const row = rows.get(key) ?? { name, isRest, lines: new Map() };
    row.lines.set(letter ?? formula ?? '', line);
    rows.set(key, row);
  }
  const rank = ({ name, isRest }: Version) => (isRest ? 2 : name === '' ? 1 : 0);
  return [...rows.values()].sort((a, b) => rank(a) - rank(b) || compareVersions(b.name, a.name));
}

/** `1.10.0` is later than `1.9.2`, and `2.0.0` than `2.0.0-beta`. */
export function compareVersions(a: string, b: string): number {
  const [coreA = '', ...preA] = a.split('-');
  const [coreB = '', ...preB] = b.split('-');
  const inNumbers = (x: string, y: string) => x.localeCompare(y, 'en', { numeric: true });
  if (coreA !== coreB) return inNumbers(coreA, coreB);
  if (preA.length === 0 || preB.length === 0) return preB.length - preA.length;
  return inNumbers(preA.join('-'), preB.join('-'));
}

const likely = /^properties\.(__)?(app|client|game)?_?(version|build|release)$/i;

/** The property that a game's release most likely is in: of those that events have, the most frequent. */
export function likelyVersion(properties: readonly string[]): string | undefined {
  return properties.find((name) => likely.test(name));
}
