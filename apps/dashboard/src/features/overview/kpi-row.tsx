import type { MetricsData } from '@gatrix/analytics-protocol/insights';
import { useMoney } from '../../api/use-money.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { TermHint } from '../../ui/term-hint.tsx';
import { Delta } from './delta.tsx';
import { exactValue, type Metric, metricsOf, shortValue } from './metrics.ts';

export interface KpiRowProps {
  readonly data: MetricsData;
  readonly chosen: Metric;
  readonly onChoose: (metric: Metric) => void;
}

/** The key figures with their change; one of them is what the chart shows. */
export function KpiRow({ data, chosen, onChoose }: KpiRowProps) {
  const { t } = useI18n();
  const hasNoDevices = data.active_users > 0 && data.unique_visitors === 0;
  return (
    <section className="kpis" aria-label={t('overview.kpis')}>
      {metricsOf(data).map((metric) => (
        <div key={metric.id} className="kpis__cell">
          {metric.series ? (
            <button
              type="button"
              className="kpi"
              data-metric={metric.id}
              aria-pressed={metric.id === chosen.id}
              onClick={() => onChoose(metric)}
            >
              <Kpi metric={metric} data={data} />
            </button>
          ) : (
            <div className="kpi" data-metric={metric.id}>
              <Kpi metric={metric} data={data} />
            </div>
          )}
          <TermHint term={metric.term} label={t(metric.label)} />
        </div>
      ))}
      {hasNoDevices && (
        <p className="kpis__note muted" data-testid="no-devices">
          {t('overview.noDevices')}
        </p>
      )}
    </section>
  );
}

function Kpi({ metric, data }: { readonly metric: Metric; readonly data: MetricsData }) {
  const { t, format } = useI18n();
  const { currency } = useMoney();
  const value = data[metric.total];
  const previous = data.previous?.[metric.total];
  return (
    <>
      <span className="kpi__label">{t(metric.label)}</span>
      <span className="kpi__value number" title={exactValue(metric.unit, value, format, currency)}>
        {shortValue(metric.unit, value, format, currency)}
      </span>
      {previous !== undefined && (
        <Delta
          value={value}
          previous={previous}
          isInverse={metric.isInverse}
          title={t('compare.to', { value: exactValue(metric.unit, previous, format, currency) })}
        />
      )}
    </>
  );
}
