import { useMoney } from '../../../api/use-money.ts';
import { useI18n } from '../../../ui/i18n/i18n-context.tsx';
import { exactValue, metrics, shortValue, type Unit } from '../../overview/metrics.ts';
import { versionEventOf, versionMetrics } from '../../versions/version-metrics.ts';
import type { Alert } from './alert.ts';
import { listIn, parametersIn } from './figures.ts';
import type { Saved } from './use-watched.ts';

const percents = /^(payer_conversion|stickiness|conversion(:\d+)?|period:\d+)$/;
const amounts = ['revenue', 'arpdau', 'arppu'];

/** How a figure of a saved query is written: by its name in the query API, and for a series by what it adds up. */
export function unitOf(figure: string, query: unknown): Unit {
  const series = listIn(parametersIn(query).series);
  const ofPage = metrics.find(({ total }) => total === figure)?.unit ?? versionUnit(figure, series);
  if (ofPage) return ofPage;
  if (percents.test(figure)) return 'percent';
  return amounts.includes(figure) || isRevenue(figure, series) ? 'money' : 'count';
}

/** What an alert or gauge watches, for `unitOf`: the figure, and the query of its report. */
export function figureOfAlert(
  { watch }: Pick<Alert, 'watch'>,
  reports: readonly Saved[],
): readonly [string, unknown] {
  if ('segmentId' in watch) return ['size', {}];
  return [watch.figure, reports.find(({ id }) => id === watch.savedReportId)?.query];
}

/** Writes a figure in its unit. */
export function useFigureTexts(figure: string, query: unknown) {
  const { format } = useI18n();
  const { currency } = useMoney();
  const unit = unitOf(figure, query);
  return {
    short: (value: number) => shortValue(unit, value, format, currency),
    exact: (value: number) => exactValue(unit, value, format, currency),
  };
}

/** Of what the versions page saved. */
function versionUnit(figure: string, series: readonly unknown[]): Unit | undefined {
  const event = versionEventOf(series);
  const metric = event === undefined ? undefined : versionMetrics(event).find(({ of }) => of === figure);
  return metric?.unit === 'ratio' ? 'count' : metric?.unit;
}

function isRevenue(letter: string, series: readonly unknown[]): boolean {
  const one = letter.length === 1 ? series[letter.charCodeAt(0) - 65] : undefined;
  return typeof one === 'object' && one !== null && 'property' in one && one.property === 'revenue';
}
