import type { ImportedDimension, ImportedTotalsData } from '@gatrix/analytics-protocol/insights';
import { Suspense, useState } from 'react';
import { Link } from 'react-router';
import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { type ManageTranslate, useManageTexts } from '../../ui/i18n/manage-texts.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { fieldLabel, valueLabel } from '../reporting/values.ts';
import { ImportedDays } from './imported-days.tsx';

const dimensions = [
  ...['path', 'entry_path', 'exit_path', 'source', 'referrer', 'utm_source', 'utm_medium', 'utm_campaign'],
  ...['country', 'region', 'device', 'browser', 'os', 'name'],
] as const satisfies readonly ImportedDimension[];
const shownValues = 50;

/** What another product counted before the move, by day, beside what was counted here. */
export function Page() {
  return (
    <Suspense fallback={<Skeleton height={360} />}>
      <ImportedTotals />
    </Suspense>
  );
}

function ImportedTotals() {
  const m = useManageTexts();
  const { query } = useReporting();
  const [dimension, setDimension] = useState<ImportedDimension>('path');
  const { startDate, endDate } = query;
  const result = useReport('imported-totals', { startDate, endDate, dimension, limit: shownValues });
  const data = result.data?.data;
  return (
    <>
      <ReportBar title={m('imports.totals')} canFilter={false}>
        <span className="muted">{m('imports.mark')}</span>
      </ReportBar>
      {result.error && !data && <ErrorState error={result.error} retry={() => void result.refetch()} />}
      {!result.error && !data && <Skeleton height={360} />}
      {data && data.series.length === 0 && <Elsewhere imports={data.imports} m={m} />}
      {data && data.series.length > 0 && (
        <>
          <ImportedDays series={data.series} />
          <Values data={data} dimension={dimension} onChoose={setDimension} />
        </>
      )}
    </>
  );
}

interface ElsewhereProps {
  readonly imports: ImportedTotalsData['imports'];
  readonly m: ManageTranslate;
}

/** Nothing of the range is imported: leads to what is, or to how it is done. */
function Elsewhere({ imports, m }: ElsewhereProps) {
  const { t } = useI18n();
  const { change } = useReporting();
  const [first] = imports;
  const last = imports
    .map(({ last_day }) => last_day)
    .sort()
    .at(-1);
  const show = () => {
    if (first && last) change({ range: { from: first.first_day, to: last }, interval: undefined });
  };
  return (
    <section className="card">
      <EmptyState
        action={
          first ? (
            <button type="button" className="button" onClick={show}>
              {m('imports.show', { from: first.first_day, to: last ?? first.last_day })}
            </button>
          ) : (
            <Link className="button button--primary" to="/set-up">
              {t('nav.setUp')}
            </Link>
          )
        }
      >
        {m(first ? 'imports.elsewhere' : 'imports.none')}
      </EmptyState>
    </section>
  );
}

interface ValuesProps {
  readonly data: ImportedTotalsData;
  readonly dimension: ImportedDimension;
  readonly onChoose: (dimension: ImportedDimension) => void;
}

function Values({ data, dimension, onChoose }: ValuesProps) {
  const { t, format } = useI18n();
  const m = useManageTexts();
  const labelOf = (field: ImportedDimension) => fieldLabel(field === 'source' ? 'referrer_name' : field, t);
  const isEvents = dimension === 'name';
  return (
    <section className="card card--plain" aria-label={m('imports.values')}>
      <div className="card__body clients">
        <h2>{m('imports.values')}</h2>
        <p className="muted">{m('imports.visitorDaysHint')}</p>
        <SelectField
          label={m('imports.by')}
          value={dimension}
          options={dimensions.map((value) => ({ value, label: labelOf(value) }))}
          onChange={onChoose}
        />
        {data.values.length === 0 ? (
          <EmptyState>{t('state.empty')}</EmptyState>
        ) : (
          <div className="table-scroll">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{labelOf(dimension)}</th>
                  <th scope="col" className="number">
                    {m('imports.visitorDays')}
                  </th>
                  <th scope="col" className="number">
                    {t(isEvents ? 'metric.events' : 'metric.views')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.values.map(({ value, visitor_days, page_views, events }) => (
                  <tr key={value}>
                    <th scope="row">{valueLabel(dimension, value, t, format)}</th>
                    <td className="number">{format.exact(visitor_days)}</td>
                    <td className="number">{format.exact(isEvents ? events : page_views)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </section>
  );
}
