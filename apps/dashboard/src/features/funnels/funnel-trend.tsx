import type { FunnelData, Interval } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { AnnotatedChart } from '../annotations/annotated-chart.tsx';
import { intervalsFor } from '../reporting/date-range.ts';
import { IntervalPicker } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';

export interface FunnelTrendProps {
  readonly trend: NonNullable<FunnelData['trend']>;
  readonly interval: Interval;
}

/** The overall conversion of the attempts that started in each bucket; nothing where none did. */
export function FunnelTrend({ trend, interval }: FunnelTrendProps) {
  const { t, format } = useI18n();
  const { days } = useReporting();
  const chart = useMemo(
    () => ({
      dates: trend.map(({ date }) => date),
      incomplete: trend.map(({ incomplete }) => incomplete === true),
      lines: [
        {
          label: t('funnel.overall'),
          values: trend.map(({ started, conversion }) => (started === 0 ? null : conversion)),
        },
      ],
    }),
    [trend, t],
  );
  return (
    <>
      <div className="funnel__trend-head">
        <span className="muted">{t('funnel.trendHint')}</span>
        <IntervalPicker possible={intervalsFor(days)} interval={interval} />
      </div>
      <AnnotatedChart
        {...chart}
        label={t('chart.label', { metric: t('funnel.overall') })}
        interval={interval}
        formatValue={format.percent}
        formatExact={format.percent}
      />
    </>
  );
}
