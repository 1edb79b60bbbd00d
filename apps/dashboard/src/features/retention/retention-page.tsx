import { useMemo } from 'react';
import { useReport } from '../../api/api-context.tsx';
import type { RetentionQuery } from '../../api/reports.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { TermsButton } from '../reporting/terms-button.tsx';
import { useShownParameters } from '../saved-reports/shown-parameters.tsx';
import './retention.css';
import { RetentionForm } from './retention-form.tsx';
import { RetentionResult } from './retention-result.tsx';
import { useRetention } from './use-retention.ts';

/** As many values as the chart has colours, with everybody and the rest. */
const shownValues = 6;

export function Page() {
  const { t } = useI18n();
  const { query } = useReporting();
  const retention = useRetention();
  const { start, back, period, last, brackets, criterion, cohort, breakdown } = retention;
  const asking = useMemo<RetentionQuery>(
    () => ({
      ...query,
      ...{ compare: undefined, period, criterion, cohort },
      ...(brackets === undefined ? { periods: last + 1 } : { brackets }),
      startEvent: start || undefined,
      returnEvent: back || undefined,
      ...(breakdown && { breakdown, limit: shownValues }),
    }),
    [query, start, back, period, last, brackets, criterion, cohort, breakdown],
  );
  useShownParameters(asking);
  const result = useReport('retention', asking);
  const data = result.data?.data;
  const isEmpty = data?.cohorts.every(({ size }) => size === 0) ?? false;
  return (
    <>
      <ReportBar title={t('retention.title')}>
        <span className="muted">{t('retention.intro')}</span>
        <TermsButton report="retention" />
      </ReportBar>
      <RetentionForm {...retention} />
      {result.error && !data && <ErrorState error={result.error} retry={() => void result.refetch()} />}
      {!result.error && !data && <Skeleton height={320} />}
      {data && isEmpty && (
        <section className="card">
          <EmptyRange>{t('retention.nobody')}</EmptyRange>
        </section>
      )}
      {data && !isEmpty && (
        <div
          className={result.isPlaceholderData ? 'retention-result is-stale' : 'retention-result'}
          aria-busy={result.isFetching}
        >
          <RetentionResult data={data} asking={asking} {...retention} />
        </div>
      )}
    </>
  );
}
