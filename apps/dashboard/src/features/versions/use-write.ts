import { useMoney } from '../../api/use-money.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import type { VersionMetric } from './version-metrics.ts';

/** How a figure is written, short or to the last digit. */
export function useWrite() {
  const { format } = useI18n();
  const money = useMoney();
  return {
    short: ({ unit }: VersionMetric, value: number): string => {
      if (unit === 'money') return money.exact(value);
      if (unit === 'percent') return format.percent(value);
      return format.short(value);
    },
    exact: ({ unit }: VersionMetric, value: number): string => {
      if (unit === 'money') return money.exact(value);
      return unit === 'percent' ? `${format.exact(value)} %` : format.exact(value);
    },
  };
}
