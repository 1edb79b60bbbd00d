import type { Interval, LifecycleData } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { ChartLegend } from '../../ui/chart/chart-legend.tsx';
import { CsvButton } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { AnnotatedChart } from '../annotations/annotated-chart.tsx';

export interface LifecycleProps {
  readonly data: LifecycleData;
  readonly interval: Interval;
}

/** Who is there stands above the line: new, returning, resurrected; who stayed away, below it. */
export function Lifecycle({ data, interval }: LifecycleProps) {
  const { t, format } = useI18n();
  const chart = useMemo(
    () => ({
      dates: data.map(({ date }) => date),
      incomplete: data.map(({ incomplete }) => incomplete === true),
      lines: [
        { label: t('active.returning'), stack: 'above', values: data.map(({ returning }) => returning) },
        { label: t('active.new'), stack: 'above', values: data.map((entry) => entry.new) },
        { label: t('active.resurrected'), stack: 'above', values: data.map((entry) => entry.resurrecting) },
        { label: t('active.dormant'), stack: 'below', values: data.map(({ dormant }) => dormant) },
      ] as const,
    }),
    [data, t],
  );
  return (
    <>
      <ChartLegend lines={chart.lines} />
      <AnnotatedChart
        {...chart}
        label={t('chart.label', { metric: t('active.lifecycle') })}
        interval={interval}
        isBars
        isWhole
        formatValue={format.short}
        formatExact={format.exact}
      />
      <div className="card__foot">
        <CsvButton
          name="lifecycle"
          csv={() => ({
            header: [t('chart.date'), ...chart.lines.map(({ label }) => label)],
            rows: data.map((entry) => [
              entry.date,
              entry.returning,
              entry.new,
              entry.resurrecting,
              entry.dormant,
            ]),
          })}
        />
      </div>
    </>
  );
}
