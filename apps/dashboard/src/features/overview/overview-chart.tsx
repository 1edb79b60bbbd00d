import type { Interval, TimeseriesData } from '@gatrix/analytics-protocol/insights';
import { useCallback, useMemo } from 'react';
import { useMoney } from '../../api/use-money.ts';
import type { ChartLine } from '../../ui/chart/line-data.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { AnnotatedChart } from '../annotations/annotated-chart.tsx';
import { exactValue, type Metric, shortValue } from './metrics.ts';

export interface OverviewChartProps {
  readonly metric: Metric;
  readonly data: TimeseriesData;
  readonly interval: Interval;
  /** Whether a period is compared with, which the data may not have yet. */
  readonly isCompared: boolean;
}

export function OverviewChart({ metric, data, interval, isCompared }: OverviewChartProps) {
  const { t, format } = useI18n();
  const { currency } = useMoney();
  const formatValue = useCallback(
    (value: number) => shortValue(metric.unit, value, format, currency),
    [metric.unit, format, currency],
  );
  const formatExact = useCallback(
    (value: number) => exactValue(metric.unit, value, format, currency),
    [metric.unit, format, currency],
  );
  const { series } = metric;
  const chart = useMemo(() => {
    const current = data.map((bucket) => (series ? bucket[series] : null));
    const previous = data.map((bucket) => (series && bucket.previous ? bucket.previous[series] : null));
    const lines: ChartLine[] = [
      ...(isCompared ? [{ label: t('chart.previous'), values: previous, kind: 'previous' as const }] : []),
      { label: t('chart.current'), values: current },
    ];
    return {
      lines,
      dates: data.map(({ date }) => date),
      previousDates: data.map((bucket) => bucket.previous?.date),
      incomplete: data.map((bucket) => bucket.incomplete === true),
    };
  }, [data, series, isCompared, t]);
  const label = t('chart.label', { metric: t(metric.label) });
  return (
    <>
      <div className="chart__legend" aria-hidden="true">
        <Stroke kind="solid" color="--line-1" label={t('chart.current')} />
        {isCompared && <Stroke kind="dashed" color="--previous" label={t('chart.previous')} />}
        {chart.incomplete.includes(true) && (
          <Stroke kind="dotted" color="--line-1" label={t('chart.incomplete')} />
        )}
      </div>
      <AnnotatedChart
        {...chart}
        label={label}
        interval={interval}
        formatValue={formatValue}
        formatExact={formatExact}
        isWhole={metric.unit === 'count'}
      />
    </>
  );
}

interface StrokeProps {
  readonly kind: 'solid' | 'dashed' | 'dotted';
  readonly color: string;
  readonly label: string;
}

function Stroke({ kind, color, label }: StrokeProps) {
  return (
    <span className="chart__legend-item">
      <span className={`chart__stroke chart__stroke--${kind}`} style={{ borderColor: `var(${color})` }} />
      {label}
    </span>
  );
}
