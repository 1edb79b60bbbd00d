import { Link } from 'react-router';
import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState, Skeleton } from '../../ui/states.tsx';
import { monthOf } from '../reporting/date-range.ts';
import { useReporting } from '../reporting/reporting-context.tsx';

/** Says why there is nothing, and leads to where there is something. */
export function EmptyRange({ isFiltered }: { readonly isFiltered: boolean }) {
  const { t, format } = useI18n();
  const { today, change } = useReporting();
  const months = useReport(
    'timeseries',
    { startDate: '2000-01-01', endDate: today, interval: 'month' },
    { enabled: !isFiltered },
  );
  if (isFiltered) {
    return (
      <EmptyState
        action={
          <button type="button" className="button" onClick={() => change({ filters: [] })}>
            {t('filter.clear')}
          </button>
        }
      >
        {t('overview.filteredOut')}
      </EmptyState>
    );
  }
  if (months.isLoading) return <Skeleton height={140} />;
  const latest = months.data?.data.findLast(({ total_events }) => total_events > 0)?.date.slice(0, 10);
  if (latest === undefined) {
    return (
      <EmptyState
        action={
          <Link className="button button--primary" to="/set-up">
            {t('nav.setUp')}
          </Link>
        }
      >
        {t('overview.neverAny')}
      </EmptyState>
    );
  }
  const month = format.month(latest);
  return (
    <EmptyState
      action={
        <button
          type="button"
          className="button button--primary"
          onClick={() => change({ range: monthOf(latest), interval: undefined })}
        >
          {t('overview.showLatest', { month })}
        </button>
      }
    >
      {t('overview.emptyRange')} {t('overview.latest', { month })}
    </EmptyState>
  );
}
