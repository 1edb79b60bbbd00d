import type { IngestHealthData, Interval } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { useReport } from '../../api/api-context.tsx';
import { ChartLegend } from '../../ui/chart/chart-legend.tsx';
import { Figures } from '../../ui/figures.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { AnnotatedChart } from '../annotations/annotated-chart.tsx';
import { ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';

const refreshMs = 15_000;

export function Page() {
  const { t } = useI18n();
  const { query, interval } = useReporting();
  const result = useReport(
    'ingest-health',
    { startDate: query.startDate, endDate: query.endDate, interval },
    { refreshMs },
  );
  const data = result.data?.data;
  return (
    <>
      <ReportBar title={t('health.title')} canFilter={false}>
        <span className="muted">{t('health.intro')}</span>
      </ReportBar>
      {result.error && !data && <ErrorState error={result.error} retry={() => void result.refetch()} />}
      {!result.error && !data && <Skeleton height={360} />}
      {data && <Health data={data} interval={interval} />}
    </>
  );
}

interface HealthProps {
  readonly data: IngestHealthData;
  readonly interval: Interval;
}

function Health({ data, interval }: HealthProps) {
  const { t, format } = useI18n();
  const count = (label: string, value: number) => ({
    label,
    value: format.short(value),
    exact: format.exact(value),
  });
  const last = data.last_received_at === null ? t('health.never') : format.time(data.last_received_at);
  return (
    <>
      <Figures
        label={t('health.title')}
        figures={[
          count(t('health.accepted'), data.accepted),
          count(t('health.rejected'), data.rejected),
          count(t('health.duplicates'), data.duplicates),
          count(t('health.bots'), data.bots),
          ...(data.queue_depth === null ? [] : [count(t('health.queue'), data.queue_depth)]),
          ...(data.lag_seconds === null
            ? []
            : [
                {
                  label: t('health.lag'),
                  value: format.duration(data.lag_seconds),
                  exact: `${format.exact(data.lag_seconds)} s`,
                },
              ]),
        ]}
      />
      <p className="muted">
        {t('health.last')}: {last}
      </p>
      <HealthChart data={data} interval={interval} />
      <Reasons data={data} />
    </>
  );
}

function HealthChart({ data, interval }: HealthProps) {
  const { t, format } = useI18n();
  const chart = useMemo(
    () => ({
      dates: data.series.map(({ date }) => date),
      incomplete: data.series.map(({ incomplete }) => incomplete === true),
      lines: (['accepted', 'rejected', 'duplicates', 'bots'] as const).map((key) => ({
        label: t(`health.${key}`),
        values: data.series.map((bucket) => bucket[key]),
      })),
    }),
    [data, t],
  );
  return (
    <section className="card card--plain">
      <div className="card__body">
        <h2>{t('health.overTime')}</h2>
        <ChartLegend lines={chart.lines} />
        <AnnotatedChart
          {...chart}
          label={t('health.overTime')}
          interval={interval}
          formatValue={format.short}
          formatExact={format.exact}
          isWhole
          height={220}
        />
      </div>
    </section>
  );
}

const explained = ['invalid_message', 'unsupported_type', 'forbidden', 'rate_limited'] as const;

function isExplained(reason: string): reason is (typeof explained)[number] {
  return explained.some((known) => known === reason);
}

function Reasons({ data }: { readonly data: IngestHealthData }) {
  const { t, format } = useI18n();
  return (
    <section className="card card--plain">
      <div className="card__body">
        <h2>{t('health.reasons')}</h2>
        {data.rejected_by_reason.length === 0 ? (
          <EmptyState>{t('health.none')}</EmptyState>
        ) : (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('health.reason')}</th>
                <th scope="col" className="number">
                  {t('health.count')}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.rejected_by_reason.map(({ reason, count }) => (
                <tr key={reason}>
                  <th scope="row">
                    <code>{reason}</code>
                    {isExplained(reason) && <p className="muted">{t(`health.reason.${reason}`)}</p>}
                  </th>
                  <td className="number">{format.exact(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}
