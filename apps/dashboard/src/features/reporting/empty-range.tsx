import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState, Skeleton } from '../../ui/states.tsx';
import { monthOf, type RangeChoice } from './date-range.ts';
import { useReporting } from './reporting-context.tsx';

/** Says what is not there, why, and leads to where there is something. `children` is said in place of the usual. */
export function EmptyRange({ children }: { readonly children?: ReactNode }) {
  const { t } = useI18n();
  const { state, change } = useReporting();
  if (state.filters.length === 0) return <Unfiltered>{children}</Unfiltered>;
  return (
    <EmptyState
      action={
        <button type="button" className="button" onClick={() => change({ filters: [] })}>
          {t('filter.clear')}
        </button>
      }
    >
      {children ?? t('overview.filteredOut')}
    </EmptyState>
  );
}

function Unfiltered({ children }: { readonly children: ReactNode }) {
  const { t, format } = useI18n();
  const { today, days } = useReporting();
  const months = useReport('timeseries', { startDate: '2000-01-01', endDate: today, interval: 'month' });
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
  const month = monthOf(latest);
  const isElsewhere = month.to < days.from || month.from > days.to;
  const name = format.month(latest);
  return (
    <EmptyState
      action={
        isElsewhere ? (
          <RangeButton range={month} label={t('overview.showLatest', { month: name })} />
        ) : (
          <LongerRange />
        )
      }
    >
      {children ?? t('overview.emptyRange')} {isElsewhere && t('overview.latest', { month: name })}
    </EmptyState>
  );
}

/** There are events, but none of those that were asked for: they may be older. */
function LongerRange() {
  const { t } = useI18n();
  const { state } = useReporting();
  if (state.range === 'year') return null;
  const range = state.range === '90d' ? 'year' : '90d';
  return <RangeButton range={range} label={t(`range.${range}`)} />;
}

function RangeButton({ range, label }: { readonly range: RangeChoice; readonly label: string }) {
  const { change } = useReporting();
  return (
    <button type="button" className="button" onClick={() => change({ range, interval: undefined })}>
      {label}
    </button>
  );
}
