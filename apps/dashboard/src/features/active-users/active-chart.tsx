import type { ActiveUsersData } from '@gatrix/analytics-protocol/insights';
import { useMemo } from 'react';
import { ChartLegend } from '../../ui/chart/chart-legend.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { AnnotatedChart } from '../annotations/annotated-chart.tsx';

/** Active users of each day, of the week and of the month that end with it. */
export function ActiveChart({ days }: { readonly days: ActiveUsersData }) {
  const { t, format } = useI18n();
  const chart = useMemo(
    () => ({
      dates: days.map(({ date }) => date),
      incomplete: days.map((day) => day.incomplete === true),
      lines: [
        { label: t('active.dau'), values: days.map((day) => day.dau) },
        { label: t('active.wau'), values: days.map((day) => day.wau) },
        { label: t('active.mau'), values: days.map((day) => day.mau) },
      ],
    }),
    [days, t],
  );
  return (
    <>
      <ChartLegend lines={chart.lines} />
      <AnnotatedChart
        {...chart}
        label={t('chart.label', { metric: t('active.title') })}
        interval="day"
        isWhole
        formatValue={format.short}
        formatExact={format.exact}
      />
    </>
  );
}
