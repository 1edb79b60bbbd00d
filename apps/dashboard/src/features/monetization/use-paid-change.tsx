import { useReport } from '../../api/api-context.tsx';
import { useMoney } from '../../api/use-money.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { Delta } from '../overview/delta.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { paidFormulas, paidSeries } from './paid-series.ts';

/** The change of revenue (A), payers (B), active users (C) and what follows from them; of a range that is not over, up to the same moment. */
export function usePaidChange(): (of: string) => React.ReactNode {
  const { t, format } = useI18n();
  const money = useMoney();
  const { query } = useReporting();
  const result = useReport(
    'POST query',
    { ...query, series: paidSeries, breakdowns: [], formulas: paidFormulas },
    { enabled: query.compare !== undefined },
  );
  return (of) => {
    if (query.compare === undefined) return undefined;
    const line = result.data?.data.find(({ letter, formula }) => (letter ?? formula) === of);
    const value = line?.total;
    const previous = line?.previous?.total;
    if (typeof value !== 'number' || typeof previous !== 'number') return undefined;
    const exact = of === 'A' || of === 'A/B' ? money.exact(previous) : format.exact(previous);
    return <Delta value={value} previous={previous} title={t('compare.to', { value: exact })} />;
  };
}
