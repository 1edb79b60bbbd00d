import { useReport } from '../../api/api-context.tsx';
import { ApiError } from '../../api/http.ts';
import type { SeriesQuery } from '../../api/reports.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { intervalsFor } from '../reporting/date-range.ts';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { filterOf } from '../reporting/filter-choice.ts';
import { MoneyNote } from '../reporting/money-note.tsx';
import { IntervalPicker, ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { TermsButton } from '../reporting/terms-button.tsx';
import { oneOf, useSearchState } from '../reporting/use-search-state.ts';
import { useShownParameters } from '../saved-reports/shown-parameters.tsx';
import { BreakdownFields } from './breakdown-fields.tsx';
import { chartKinds, comparisons, limits } from './choices.ts';
import './explore.css';
import { ExploreResult } from './explore-result.tsx';
import { isUnfinished, propertyPath, readBreakdowns, readSeries, writeSeries } from './explore-state.ts';
import { FormulaField } from './formula-field.tsx';
import { SeriesEditor } from './series-editor.tsx';

/** Any event, counted any way, over time. */
export function Page() {
  const { t } = useI18n();
  const { query, interval, days } = useReporting();
  const { search, change } = useSearchState();
  const series = readSeries(search);
  const breakdowns = readBreakdowns(search);
  const limit = Number(oneOf(search, 'limit', limits));
  const formula = search.get('formula') ?? '';
  const versus = oneOf(search, 'versus', comparisons);
  const kind = oneOf(search, 'chart', chartKinds);
  const isReady = !series.some(isUnfinished);
  const question: SeriesQuery = {
    ...query,
    compare: versus === 'none' ? undefined : versus,
    interval,
    series: series.map(({ event, aggregation, property, filters }) => ({
      event: event === '' ? undefined : event,
      filters: filterOf(filters),
      aggregation,
      property: propertyPath(property),
    })),
    breakdowns,
    formulas: formula === '' ? [] : [formula],
    limit,
  };
  useShownParameters(isReady ? question : undefined);
  const result = useReport('POST query', question, { enabled: isReady });
  const isBadFormula =
    result.error instanceof ApiError &&
    result.error.details.some(({ field }) => field.startsWith('formulas'));
  const data = result.data?.data;
  return (
    <>
      <ReportBar title={t('explore.title')}>
        <span className="muted">{t('explore.intro')}</span>
        <TermsButton report="explore" />
      </ReportBar>
      <div className="split">
        <section className="card card--plain">
          <div className="card__body form">
            <SeriesEditor series={series} onChange={(next) => change({ series: writeSeries(next) })} />
            <FormulaField
              key={formula}
              formula={formula}
              isBad={isBadFormula}
              onChange={(next) => change({ formula: next || undefined })}
            />
            <BreakdownFields breakdowns={breakdowns} onChange={(next) => change({ breakdown: next })} />
            {breakdowns.length > 0 && (
              <SelectField
                label={t('explore.limit')}
                value={String(limit)}
                options={limits.map((value) => ({ value, label: t('explore.largest', { count: value }) }))}
                onChange={(value) => change({ limit: value === limits[0] ? undefined : value })}
              />
            )}
          </div>
        </section>
        <section className="card card--plain" aria-busy={result.isFetching}>
          <div className="card__body">
            <div className="explore__head">
              <SelectField
                isBare
                label={t('explore.chart')}
                value={kind}
                options={chartKinds.map((value) => ({ value, label: t(`explore.chart.${value}`) }))}
                onChange={(value) => change({ chart: value === chartKinds[0] ? undefined : value })}
              />
              <SelectField
                isBare
                label={t('compare.label')}
                value={versus}
                options={comparisons.map((value) => ({ value, label: t(`compare.${value}`) }))}
                onChange={(value) => change({ versus: value === comparisons[0] ? undefined : value })}
              />
              <IntervalPicker possible={intervalsFor(days)} interval={interval} />
            </div>
            {isBadFormula ? (
              <EmptyState>{t('explore.badFormula')}</EmptyState>
            ) : result.error ? (
              <ErrorState error={result.error} retry={() => void result.refetch()} />
            ) : !data ? (
              <Skeleton height={320} />
            ) : data.every(({ total }) => total === null || total === 0) ? (
              <EmptyRange />
            ) : (
              <div className={result.isPlaceholderData ? 'is-stale' : undefined}>
                <ExploreResult
                  data={data}
                  series={series}
                  breakdowns={breakdowns}
                  limit={limit}
                  interval={interval}
                  kind={kind}
                  asked={{ days, filters: query.filters }}
                />
                <MoneyNote money={result.data?.meta.money} />
              </div>
            )}
          </div>
        </section>
      </div>
    </>
  );
}
