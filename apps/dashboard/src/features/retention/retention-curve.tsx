import { useMemo } from 'react';
import { ChartLegend } from '../../ui/chart/chart-legend.tsx';
import { TimeChart } from '../../ui/chart/time-chart.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import type { RetentionGroup } from './groups.ts';
import type { Period } from './use-retention.ts';

export interface RetentionCurveProps {
  readonly groups: readonly RetentionGroup[];
  readonly period: Period;
  readonly columns: readonly string[];
}

/** The average of each group over the periods since the first: how fast it falls, and where it stays. */
export function RetentionCurve({ groups, period, columns }: RetentionCurveProps) {
  const { t, format } = useI18n();
  const chart = useMemo(() => {
    return {
      // By their places: the chart spaces its points evenly.
      dates: columns.map((_, index) => String(index)),
      incomplete: columns.map(() => false),
      lines: groups.map(({ label, average }, color) => ({ label, values: average, color })),
      nameOf: (index: number) => t(`retention.short.${period}`, { n: columns[index] ?? '' }),
    };
  }, [groups, period, columns, t]);
  return (
    <>
      {chart.lines.length > 1 && <ChartLegend lines={chart.lines} />}
      <TimeChart
        {...chart}
        tickOf={chart.nameOf}
        label={t('chart.label', { metric: t('retention.title') })}
        interval="day"
        height={200}
        formatValue={format.percent}
        formatExact={format.percent}
      />
    </>
  );
}
