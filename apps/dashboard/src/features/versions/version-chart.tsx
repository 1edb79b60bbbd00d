import type { Interval } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { AnnotatedChart } from '../annotations/annotated-chart.tsx';
import { useWrite } from './use-write.ts';
import { drawnVersions, type Version, type VersionMetric } from './version-metrics.ts';

export interface VersionChartProps {
  readonly versions: readonly Version[];
  readonly metric: VersionMetric;
  readonly interval: Interval;
}

/** A line for each of the newest releases. */
export function VersionChart({ versions, metric, interval }: VersionChartProps) {
  const { t } = useI18n();
  const write = useWrite();
  const chart = useMemo(() => {
    const drawn = versions.filter(({ name, isRest }) => name !== '' && !isRest).slice(0, drawnVersions);
    const points = drawn[0]?.lines.get(metric.of)?.data ?? [];
    return {
      dates: points.map(({ date }) => date),
      incomplete: points.map(({ incomplete }) => incomplete === true),
      lines: drawn.map(({ name, lines }, color) => ({
        label: name,
        color,
        values: lines.get(metric.of)?.data?.map(({ value }) => value) ?? [],
      })),
    };
  }, [versions, metric]);
  if (chart.dates.length === 0) return null;
  return (
    <AnnotatedChart
      {...chart}
      label={t('chart.label', { metric: t(metric.label) })}
      interval={interval}
      formatValue={(value) => write.short(metric, value)}
      formatExact={(value) => write.exact(metric, value)}
    />
  );
}
