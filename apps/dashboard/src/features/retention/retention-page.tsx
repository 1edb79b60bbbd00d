import { useState } from 'react';
import { useReport } from '../../api/api-context.tsx';
import { CsvButton } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { TermsButton } from '../reporting/terms-button.tsx';
import { useEventNames } from '../reporting/use-event-names.ts';
import { oneOf, useSearchState } from '../reporting/use-search-state.ts';
import { useShownParameters } from '../saved-reports/shown-parameters.tsx';
import { KeepPeople } from '../segments/keep-people.tsx';
import { type CellQuestion, cellPeople } from './cell-people.ts';
import { HeatTable } from './heat-table.tsx';
import './retention.css';

const periods = ['day', 'week', 'month'] as const;
const criteria = ['on', 'on_or_after'] as const;
const cohorts = ['first_time', 'recurring'] as const;
const columns = { day: 15, week: 12, month: 12 } as const;

function useRetention() {
  const { search, change } = useSearchState();
  return {
    start: search.get('start') ?? '',
    back: search.get('return') ?? '',
    period: oneOf(search, 'period', periods),
    criterion: oneOf(search, 'criterion', criteria),
    cohort: oneOf(search, 'cohort', cohorts),
    change,
  };
}

export function Page() {
  const { t, format } = useI18n();
  const { query } = useReporting();
  const retention = useRetention();
  const { start, back, period, criterion, cohort } = retention;
  const asking = {
    ...query,
    compare: undefined,
    startEvent: start || undefined,
    returnEvent: back || undefined,
    period,
    periods: columns[period],
    criterion,
    cohort,
  };
  useShownParameters(asking);
  const asked = useReport('retention', asking);
  const [picked, setPicked] = useState<{ readonly date: string; readonly index: number }>();
  const question: CellQuestion = {
    ...{ period, criterion, cohort },
    startEvent: start || undefined,
    returnEvent: back || undefined,
    filters: query.filters,
  };
  const cellName = ({ date, index }: { readonly date: string; readonly index: number }) =>
    t('segments.cell', { cohort: format.tick(date, period), unit: t(`retention.${period}`), n: index });
  const data = asked.data?.data;
  const isEmpty = data?.cohorts.every(({ size }) => size === 0) ?? false;
  return (
    <>
      <ReportBar title={t('retention.title')}>
        <span className="muted">{t('retention.intro')}</span>
        <TermsButton report="retention" />
      </ReportBar>
      <RetentionForm {...retention} />
      <section className="card card--plain" aria-busy={asked.isFetching}>
        <div className="card__body">
          {asked.error && !data && <ErrorState error={asked.error} retry={() => void asked.refetch()} />}
          {!asked.error && !data && <Skeleton height={320} />}
          {data && isEmpty && <EmptyRange>{t('retention.nobody')}</EmptyRange>}
          {data && !isEmpty && (
            <div className={asked.isPlaceholderData ? 'is-stale' : undefined}>
              <HeatTable data={data} period={period} onPick={(date, index) => setPicked({ date, index })} />
              {picked && (
                <div className="retention-picked">
                  <span>{cellName(picked)}</span>
                  <KeepPeople
                    key={`${picked.date} ${picked.index}`}
                    name={cellName(picked)}
                    definition={() => cellPeople(question, picked.date, picked.index)}
                  />
                </div>
              )}
              <div className="card__foot">
                <CsvButton
                  name="retention"
                  csv={() => ({
                    header: [
                      t('retention.cohortColumn'),
                      t('retention.size'),
                      ...data.average.map((_, index) => `${t(`retention.${period}`)} ${index}`),
                    ],
                    rows: data.cohorts.map(({ date, size, values }) => [date, size, ...values]),
                  })}
                />
              </div>
            </div>
          )}
        </div>
      </section>
    </>
  );
}

function RetentionForm({ start, back, period, criterion, cohort, change }: ReturnType<typeof useRetention>) {
  const { t } = useI18n();
  const names = useEventNames([start, back]);
  const events = [{ value: '', label: t('retention.anyEvent') }, ...names];
  return (
    <section className="card card--plain">
      <div className="card__body retention-form">
        <SelectField
          label={t('retention.start')}
          value={start}
          options={events}
          onChange={(value) => change({ start: value || undefined })}
        />
        <SelectField
          label={t('retention.return')}
          value={back}
          options={events}
          onChange={(value) => change({ return: value || undefined })}
        />
        <SelectField
          label={t('retention.period')}
          value={period}
          options={periods.map((value) => ({ value, label: t(`retention.${value}`) }))}
          onChange={(value) => change({ period: value })}
        />
        <SelectField
          label={t('retention.criterion')}
          value={criterion}
          options={criteria.map((value) => ({ value, label: t(`retention.${value}`) }))}
          onChange={(value) => change({ criterion: value })}
        />
        <SelectField
          label={t('retention.cohort')}
          value={cohort}
          options={cohorts.map((value) => ({ value, label: t(`retention.${value}`) }))}
          onChange={(value) => change({ cohort: value })}
        />
      </div>
    </section>
  );
}
