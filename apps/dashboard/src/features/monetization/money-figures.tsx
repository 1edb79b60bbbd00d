import type { MonetizationData } from '@gatrix/analytics-protocol/insights';
import { type ReactNode, useMemo } from 'react';
import { useMoney } from '../../api/use-money.ts';
import { Figures } from '../../ui/figures.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import type { Term } from '../../ui/term-hint.tsx';
import { AnnotatedChart } from '../annotations/annotated-chart.tsx';

export interface MoneyFiguresProps {
  readonly data: MonetizationData;
  /** The change of a figure against the period before, where it is compared. */
  readonly changeOf?: (of: string) => ReactNode;
  /** Inside a card. */
  readonly isBare?: boolean;
}

/** Revenue, payers and what follows from them. */
export function MoneyFigures({ data, changeOf = () => undefined, isBare = false }: MoneyFiguresProps) {
  const { t, format } = useI18n();
  const money = useMoney();
  const figure = (
    of: string,
    term: Term,
    label: string,
    value: number,
    write: (value: number) => string,
  ) => ({
    ...{ label, term },
    change: changeOf(of),
    value: write(value),
    exact: format.exact(value),
  });
  const amount = (of: string, term: Term, label: string, value: number) => ({
    ...{ label, term },
    change: changeOf(of),
    value: money.short(value),
    exact: money.exact(value),
  });
  return (
    <Figures
      isBare={isBare}
      label={t('money.title')}
      figures={[
        amount('A', 'revenue', t('metric.revenue'), data.revenue),
        figure('B', 'payer', t('money.payers'), data.payers, format.short),
        figure('C', 'activeUsers', t('money.active'), data.active_users, format.short),
        amount('', 'arpdau', t('money.arpdau'), data.arpdau),
        amount('A/B', 'arppu', t('money.arppu'), data.arppu),
        {
          label: t('money.conversion'),
          term: 'conversion',
          change: changeOf('B/C*100'),
          value: format.percent(data.payer_conversion),
          exact: `${format.exact(data.payer_conversion)} %`,
        },
      ]}
    />
  );
}

export function RevenueChart({ data }: { readonly data: MonetizationData }) {
  const { t } = useI18n();
  const money = useMoney();
  const chart = useMemo(
    () => ({
      dates: data.series.map(({ date }) => date),
      incomplete: data.series.map(({ incomplete }) => incomplete === true),
      lines: [{ label: t('metric.revenue'), values: data.series.map(({ revenue }) => revenue) }],
    }),
    [data, t],
  );
  return (
    <AnnotatedChart
      {...chart}
      label={t('chart.label', { metric: t('metric.revenue') })}
      interval="day"
      formatValue={money.short}
      formatExact={money.exact}
    />
  );
}
