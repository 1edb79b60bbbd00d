import type { Translate } from '../../../ui/i18n/locale.ts';
import type { ManageTranslate } from '../../../ui/i18n/manage-texts.ts';
import type { SelectOption } from '../../../ui/select-field.tsx';
import { metrics } from '../../overview/metrics.ts';
import { versionEventOf, versionMetrics } from '../../versions/version-metrics.ts';

export type AlertInterval = 'minute' | 'hour' | 'day' | 'week';
const intervals: readonly AlertInterval[] = ['minute', 'hour', 'day', 'week'];

/** A saved report, or what a page would save. */
export interface Watchable {
  /** By its page, or by its name in the query API. */
  readonly report: string;
  readonly query: unknown;
}

const monetization = ['revenue', 'payers', 'active_users', 'arpdau', 'arppu', 'payer_conversion'] as const;
const activeUsers = ['dau', 'wau', 'mau', 'stickiness'] as const;
const periods = [1, 2, 3, 7, 14, 30];

/** The figures of a report that alerts and gauges take; none where it has none. */
export function figuresOf(
  { report, query }: Watchable,
  t: Translate,
  m: ManageTranslate,
): readonly SelectOption<string>[] {
  if (isAddressAlone(query)) return [];
  const parameters = parametersIn(query);
  switch (report) {
    case 'overview':
    case 'metrics':
    case 'timeseries':
      return metrics.map(({ total, label }) => ({ value: total, label: t(label) }));
    case 'versions':
      return versionFigures(parameters, t);
    case 'explore':
    case 'query':
      return seriesFigures(parameters, t);
    case 'funnels':
    case 'funnel':
      return funnelFigures(parameters, m);
    case 'retention':
      return periods.map((n) => ({
        value: `period:${n}`,
        label: m('figure.period', { n, unit: t(`retention.${periodIn(parameters)}`) }),
      }));
    case 'monetization':
      return monetization.map((value) => ({ value, label: m(`figure.${value}`) }));
    case 'activeUsers':
    case 'active-users':
      return activeUsers.map((value) => ({ value, label: m(`figure.${value}`) }));
    default:
      return [];
  }
}

/** The buckets that figures of the report are taken by. */
export function intervalsOf({ report, query }: Watchable): readonly AlertInterval[] {
  if (report === 'segment' || report === 'activeUsers' || report === 'active-users') return ['day'];
  if (report !== 'retention') return intervals;
  const period = periodIn(parametersIn(query));
  return intervals.filter((interval) => interval === period);
}

/** Saved before pages kept their parameters: the server cannot ask it. */
function isAddressAlone(query: unknown): boolean {
  const { search, parameters } = objectOf(query);
  return search !== undefined && parameters === undefined;
}

type Parameters = Readonly<Record<string, unknown>>;

/** A page keeps its parameters beside its address's search; the API has them alone. */
export function parametersIn(query: unknown): Parameters {
  const { parameters, ...rest } = objectOf(query);
  return { ...rest, ...objectOf(parameters) };
}

function periodIn({ period }: Parameters): 'day' | 'week' | 'month' {
  return period === 'week' || period === 'month' ? period : 'day';
}

function seriesFigures({ series, formulas }: Parameters, t: Translate): SelectOption<string>[] {
  const lines = listIn(series).map((one, index) => {
    const { event } = objectOf(one);
    const letter = String.fromCharCode('A'.charCodeAt(0) + index);
    return {
      value: letter,
      label: `${letter}: ${typeof event === 'string' ? event : t('explore.anyEvent')}`,
    };
  });
  return [...lines, ...listIn(formulas).map((one) => ({ value: String(one), label: String(one) }))];
}

function versionFigures(parameters: Parameters, t: Translate): readonly SelectOption<string>[] {
  const event = versionEventOf(listIn(parameters.series));
  if (event === undefined) return seriesFigures(parameters, t);
  return versionMetrics(event).map(({ of, label }) => ({ value: of, label: t(label) }));
}

function funnelFigures({ steps }: Parameters, m: ManageTranslate): SelectOption<string>[] {
  const names = listIn(steps).map((step) => {
    const { name, anyOf } = objectOf(step);
    return String(name ?? listIn(anyOf).join(' | '));
  });
  return [
    { value: 'conversion', label: m('figure.conversion') },
    ...names.slice(1, -1).map((name, index) => ({
      value: `conversion:${index + 2}`,
      label: m('figure.conversionTo', { n: index + 2, name }),
    })),
    ...names.map((name, index) => ({
      value: `count:${index + 1}`,
      label: m('figure.count', { n: index + 1, name }),
    })),
  ];
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: unknown): Parameters {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
