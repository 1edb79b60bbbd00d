import type { BreakdownDimension } from '@gatrix/analytics-protocol/insights';
import { useReport } from '../../api/api-context.tsx';
import { CsvButton } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { oneOf, useSearchState } from '../reporting/use-search-state.ts';
import { fieldLabel } from '../reporting/values.ts';
import { FunnelBreakdown } from './funnel-breakdown.tsx';
import { FunnelChart } from './funnel-chart.tsx';
import { funnelCsv } from './funnel-csv.ts';
import './funnels.css';
import { StepsEditor } from './steps-editor.tsx';

const windows = ['24h', '1h', '30m', '7d', '14d', '30d', 'session'] as const;
const orders = ['ordered', 'strict', 'any'] as const;
const units = ['user', 'device', 'session'] as const;
const breakdowns: readonly BreakdownDimension[] = [
  'country',
  'device',
  'os',
  'browser',
  'channel',
  'referrer_name',
];

/** The funnel that the address describes, and how it is changed. */
function useFunnel() {
  const { search, change } = useSearchState();
  const steps = search.getAll('step');
  return {
    steps: steps.length >= 2 ? steps : [...steps, ...['', ''].slice(steps.length)],
    window: oneOf(search, 'window', windows),
    order: oneOf(search, 'order', orders),
    by: oneOf(search, 'by', units),
    breakdown: breakdowns.find((known) => known === search.get('breakdown')),
    change,
  };
}

export function Page() {
  const { t, format } = useI18n();
  const { query } = useReporting();
  const funnel = useFunnel();
  const { steps, window, order, by, breakdown } = funnel;
  const named = steps.filter((name) => name !== '');
  const isReady = named.length >= 2;
  const asked = useReport(
    'funnel',
    {
      ...query,
      compare: undefined,
      steps: named.map((name) => ({ name })),
      window,
      order,
      by,
      breakdown,
      limit: 10,
    },
    { enabled: isReady },
  );
  const data = isReady ? asked.data?.data : undefined;
  return (
    <>
      <ReportBar title={t('funnel.title')}>
        <span className="muted">{t('funnel.intro')}</span>
      </ReportBar>
      <div className="split">
        <FunnelForm {...funnel} />
        <section className="card card--plain" aria-label={t('funnel.title')} aria-busy={asked.isFetching}>
          <div className="card__body">
            {!isReady && <EmptyState>{t('funnel.pick')}</EmptyState>}
            {isReady && asked.error && !data && (
              <ErrorState error={asked.error} retry={() => void asked.refetch()} />
            )}
            {isReady && !asked.error && !data && <Skeleton height={240} />}
            {data && data.steps[0]?.count === 0 && <EmptyRange>{t('funnel.nobody')}</EmptyRange>}
            {data && data.steps[0]?.count !== 0 && (
              <div className={asked.isPlaceholderData ? 'is-stale' : undefined}>
                <FunnelChart data={data} />
                {breakdown && data.breakdown && <FunnelBreakdown field={breakdown} rows={data.breakdown} />}
                <div className="card__foot">
                  <CsvButton name="funnel" csv={() => funnelCsv(data, breakdown, t, format)} />
                </div>
              </div>
            )}
          </div>
        </section>
      </div>
    </>
  );
}

function FunnelForm({ steps, window, order, by, breakdown, change }: ReturnType<typeof useFunnel>) {
  const { t, format } = useI18n();
  return (
    <section className="card card--plain">
      <div className="card__body form">
        <StepsEditor steps={steps} onChange={(step) => change({ step })} />
        <SelectField
          label={t('funnel.window')}
          value={window}
          options={windows.map((value) => ({
            value,
            label: value === 'session' ? t('funnel.windowSession') : format.span(value),
          }))}
          onChange={(value) => change({ window: value })}
        />
        <SelectField
          label={t('funnel.order')}
          value={order}
          options={orders.map((value) => ({ value, label: t(`funnel.${value}`) }))}
          onChange={(value) => change({ order: value })}
        />
        <SelectField
          label={t('funnel.by')}
          value={by}
          options={units.map((value) => ({ value, label: t(`funnel.${value}`) }))}
          onChange={(value) => change({ by: value })}
        />
        <SelectField
          label={t('funnel.breakdown')}
          value={breakdown ?? ''}
          options={[
            { value: '', label: t('funnel.noBreakdown') },
            ...breakdowns.map((value) => ({ value, label: fieldLabel(value, t) })),
          ]}
          onChange={(value) => change({ breakdown: value === '' ? undefined : value })}
        />
      </div>
    </section>
  );
}
