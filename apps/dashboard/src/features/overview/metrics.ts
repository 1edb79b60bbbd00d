import type { MetricsData, MetricsValues, TimeseriesValues } from '@gatrix/analytics-protocol/insights';
import type { MessageKey } from '../../ui/i18n/en.ts';
import type { Format } from '../../ui/i18n/format.ts';
import type { Term } from '../../ui/term-hint.tsx';

export type Unit = 'count' | 'percent' | 'seconds' | 'decimal' | 'money';

/** A key figure: where it stands in the answers, and how it reads. */
export interface Metric {
  readonly id: string;
  readonly label: MessageKey;
  readonly term: Term;
  readonly unit: Unit;
  readonly total: keyof MetricsValues;
  /** Where the series has it, the chart can show it. */
  readonly series?: Exclude<keyof TimeseriesValues, 'date' | 'incomplete'>;
  /** Falling is good. */
  readonly isInverse?: boolean;
}

export const metrics: readonly [Metric, ...Metric[]] = [
  {
    id: 'active',
    label: 'metric.activeUsers',
    term: 'activeUsers',
    unit: 'count',
    total: 'active_users',
    series: 'active_users',
  },
  {
    id: 'visitors',
    label: 'metric.visitors',
    term: 'visitors',
    unit: 'count',
    total: 'unique_visitors',
    series: 'unique_visitors',
  },
  {
    id: 'sessions',
    label: 'metric.sessions',
    term: 'sessions',
    unit: 'count',
    total: 'total_sessions',
    series: 'total_sessions',
  },
  {
    id: 'views',
    label: 'metric.views',
    term: 'views',
    unit: 'count',
    total: 'total_screen_views',
    series: 'total_screen_views',
  },
  {
    id: 'events',
    label: 'metric.events',
    term: 'events',
    unit: 'count',
    total: 'total_events',
    series: 'total_events',
  },
  {
    id: 'bounce',
    label: 'metric.bounce',
    term: 'bounce',
    unit: 'percent',
    total: 'bounce_rate',
    series: 'bounce_rate',
    isInverse: true,
  },
  {
    id: 'duration',
    label: 'metric.duration',
    term: 'duration',
    unit: 'seconds',
    total: 'avg_session_duration',
    series: 'avg_session_duration',
  },
  {
    id: 'viewsPerSession',
    label: 'metric.viewsPerSession',
    term: 'viewsPerSession',
    unit: 'decimal',
    total: 'views_per_session',
  },
  { id: 'revenue', label: 'metric.revenue', term: 'revenue', unit: 'money', total: 'total_revenue' },
];

/** The figures that say something of the range: no revenue where there is none. */
export function metricsOf(data: MetricsData): readonly Metric[] {
  const hasRevenue = data.total_revenue !== 0 || (data.previous?.total_revenue ?? 0) !== 0;
  return metrics.filter(({ id }) => id !== 'revenue' || hasRevenue);
}

/** Short, as it stands in a tile or at an axis. */
export function shortValue(unit: Unit, value: number, format: Format, currency: string): string {
  switch (unit) {
    case 'count':
      return format.short(value);
    case 'money':
      return format.money(value, currency);
    case 'percent':
      return format.percent(value);
    case 'seconds':
      return format.duration(value);
    case 'decimal':
      return format.decimal(value);
  }
}

/** To the last digit, as it stands where the pointer rests. */
export function exactValue(unit: Unit, value: number, format: Format, currency: string): string {
  if (unit === 'money') return format.exactMoney(value, currency);
  if (unit === 'percent') return `${format.exact(value)} %`;
  if (unit === 'seconds') return `${format.exact(value)} s`;
  return format.exact(value);
}

/** The key figure that the address names, else the first of those shown. */
export function chosenMetric(shown: readonly Metric[], search: URLSearchParams): Metric {
  return shown.find(({ id }) => id === search.get('metric')) ?? shown[0] ?? metrics[0];
}
