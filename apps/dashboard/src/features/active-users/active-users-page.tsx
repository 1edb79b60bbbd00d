import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { intervalsFor } from '../reporting/date-range.ts';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { IntervalPicker, ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { TermsButton } from '../reporting/terms-button.tsx';
import { useShownParameters } from '../saved-reports/shown-parameters.tsx';
import './active-users.css';
import { ActivityByDay } from './activity-by-day.tsx';
import { Lifecycle } from './lifecycle.tsx';

/** How many people are active, how often, and who of them is new, back or gone. */
export function Page() {
  const { t } = useI18n();
  const { query, interval, days } = useReporting();
  const { startDate, endDate, filters } = query;
  const question = { startDate, endDate, filters };
  useShownParameters(question);
  const active = useReport('active-users', question);
  const lifecycle = useReport('lifecycle', { ...question, interval });
  const error = active.error ?? lifecycle.error;
  const retry = () => void Promise.all([active.refetch(), lifecycle.refetch()]);
  const byDay = active.data?.data;
  return (
    <>
      <ReportBar title={t('active.title')}>
        <span className="muted">{t('active.intro')}</span>
        <TermsButton report="activeUsers" />
      </ReportBar>
      {error && <ErrorState error={error} retry={retry} />}
      {!error && !byDay && <Skeleton height={360} />}
      {byDay?.every(({ mau }) => mau === 0) && (
        <section className="card">
          <EmptyRange>{t('active.nobody')}</EmptyRange>
        </section>
      )}
      {byDay?.some(({ mau }) => mau > 0) && (
        <>
          <ActivityByDay days={byDay} lifecycle={lifecycle.data?.data} isStale={active.isPlaceholderData} />
          <section className="card card--plain" aria-busy={lifecycle.isFetching}>
            <div className="card__body">
              <div className="active-users__head">
                <h2>{t('active.lifecycle')}</h2>
                <IntervalPicker possible={intervalsFor(days)} interval={interval} />
              </div>
              {lifecycle.data ? (
                <Lifecycle data={lifecycle.data.data} interval={interval} />
              ) : (
                <Skeleton height={260} />
              )}
            </div>
          </section>
        </>
      )}
    </>
  );
}
