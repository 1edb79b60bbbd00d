import type { FunnelData, Interval } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { ChartLegend } from '../../ui/chart/chart-legend.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { AnnotatedChart } from '../annotations/annotated-chart.tsx';
import { intervalsFor } from '../reporting/date-range.ts';
import { IntervalPicker } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { valueLabel } from '../reporting/values.ts';

export interface FunnelTrendProps {
  readonly data: FunnelData;
  /** What it is compared by. */
  readonly field: string | undefined;
  readonly interval: Interval;
  /** How long an attempt may take. */
  readonly window: string;
}

/** As many lines as there are colours beside the one of all. */
const drawnValues = 7;

type Trend = NonNullable<FunnelData['trend']>;

function valuesOf(trend: Trend): (number | null)[] {
  return trend.map(({ started, conversion }) => (started === 0 ? null : conversion));
}

/** Whether attempts began and none has had all of its time, so that no bucket has a value. */
function isTooEarly(trend: Trend): boolean {
  return (
    trend.some(({ started }) => started > 0) &&
    trend.every(({ started, conversion }) => started === 0 || conversion === null)
  );
}

/** The overall conversion of the attempts that started in each bucket, of all and by value; nothing where none did. */
export function FunnelTrend({ data, field, interval, window }: FunnelTrendProps) {
  const { t, format } = useI18n();
  const { days } = useReporting();
  const chart = useMemo(
    () => ({
      dates: (data.trend ?? []).map(({ date }) => date),
      incomplete: (data.trend ?? []).map(({ incomplete }) => incomplete === true),
      lines: [
        { label: t('funnel.overall'), color: 0, values: valuesOf(data.trend ?? []) },
        ...(field ? (data.breakdown ?? []) : [])
          .filter(({ rest }) => !rest)
          .slice(0, drawnValues)
          .map(({ name, trend = [] }, index) => ({
            label: valueLabel(field ?? '', name, t, format),
            color: index + 1,
            values: valuesOf(trend),
          })),
      ],
    }),
    [data, field, t, format],
  );
  return (
    <>
      <div className="funnel__trend-head">
        <span className="muted">{t('funnel.trendHint')}</span>
        <IntervalPicker possible={intervalsFor(days)} interval={interval} />
      </div>
      {isTooEarly(data.trend ?? []) ? (
        <EmptyState>
          {t('funnel.trendNotYet', {
            window: window === 'session' ? t('funnel.windowSession') : format.span(window),
          })}
        </EmptyState>
      ) : (
        <>
          {chart.lines.length > 1 && <ChartLegend lines={chart.lines} />}
          <AnnotatedChart
            {...chart}
            label={t('chart.label', { metric: t('funnel.overall') })}
            interval={interval}
            formatValue={format.percent}
            formatExact={format.percent}
          />
        </>
      )}
    </>
  );
}
