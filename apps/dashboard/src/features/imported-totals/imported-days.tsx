import type { ImportedTotalsData } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { useReport } from '../../api/api-context.tsx';
import { ChartLegend } from '../../ui/chart/chart-legend.tsx';
import { TimeChart } from '../../ui/chart/time-chart.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';

const kinds = [
  { label: 'metric.visitors', imported: 'visitors', ours: 'unique_visitors' },
  { label: 'metric.views', imported: 'page_views', ours: 'total_screen_views' },
] as const;

/** The imported days, and beside them what was counted here: two lines each, never one sum. */
export function ImportedDays({ series }: { readonly series: ImportedTotalsData['series'] }) {
  const { t, format } = useI18n();
  const m = useManageTexts();
  const { query } = useReporting();
  const { startDate, endDate } = query;
  const ours = useReport('timeseries', { startDate, endDate, interval: 'day' });
  const buckets = ours.data?.data;
  const sources = [...new Set(series.map(({ source }) => source))].join(', ');
  const charts = useMemo(() => {
    const days = buckets ?? [];
    return kinds.map(({ label, imported, ours: own }) => ({
      title: t(label),
      dates: days.map(({ date }) => date),
      incomplete: days.map(({ incomplete }) => incomplete === true),
      lines: [
        {
          label: m('imports.line', { source: sources }),
          values: days.map(({ date }) => importedOn(series, date.slice(0, 10), imported)),
        },
        { label: m('imports.ours'), values: days.map((day) => day[own]) },
      ],
    }));
  }, [buckets, series, sources, t, m]);
  if (ours.error && !buckets) return <ErrorState error={ours.error} retry={() => void ours.refetch()} />;
  if (!buckets) return <Skeleton height={360} />;
  return charts.map(({ title, ...chart }) => (
    <section key={title} className="card card--plain" aria-label={title}>
      <div className="card__body">
        <h2>{title}</h2>
        <ChartLegend lines={chart.lines} />
        <TimeChart
          {...chart}
          label={title}
          interval="day"
          formatValue={format.short}
          formatExact={format.exact}
          isWhole
          height={220}
        />
      </div>
    </section>
  ));
}

function importedOn(
  series: ImportedTotalsData['series'],
  day: string,
  kind: 'visitors' | 'page_views',
): number | null {
  const rows = series.filter(({ date }) => date === day);
  return rows.length === 0 ? null : rows.reduce((sum, one) => sum + one[kind], 0);
}
