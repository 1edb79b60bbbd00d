import { useReport } from '../../api/api-context.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { intervalsFor } from '../reporting/date-range.ts';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { MoneyNote } from '../reporting/money-note.tsx';
import { IntervalPicker, ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { TermsButton } from '../reporting/terms-button.tsx';
import { useSearchState } from '../reporting/use-search-state.ts';
import { useShownParameters } from '../saved-reports/shown-parameters.tsx';
import { cards } from './dimensions.ts';
import { KpiRow } from './kpi-row.tsx';
import { LivePill } from './live-pill.tsx';
import { chosenMetric, metrics, metricsOf } from './metrics.ts';
import './overview.css';
import { OverviewChart } from './overview-chart.tsx';
import { RankingCard } from './ranking-card.tsx';

export { prefetch } from './prefetch.ts';

/** How often figures that are still growing are asked for again. */
const refreshMs = 60_000;

export function Page() {
  const { t } = useI18n();
  const { query, days, today, interval } = useReporting();
  useShownParameters({ ...query, interval });
  const figures = useReport('metrics', query, { refreshMs: days.to >= today ? refreshMs : undefined });
  const isEmpty = figures.data?.data.total_events === 0 && !figures.isPlaceholderData;
  const hasPrevious = (figures.data?.data.previous?.total_events ?? 0) > 0;
  const isBare = isEmpty && !hasPrevious;
  return (
    <>
      <ReportBar title={t('nav.overview')} canCompare>
        <LivePill />
        <TermsButton report="overview" />
      </ReportBar>
      {isBare && (
        <section className="card">
          <EmptyRange />
        </section>
      )}
      <Figures />
      {!isBare && (
        <div className="rankings">
          {cards.map((card) => (
            <RankingCard key={card.title} card={card} />
          ))}
        </div>
      )}
    </>
  );
}

/** The key figures and the chart of one of them. */
function Figures() {
  const { t } = useI18n();
  const { query, days, interval, today, state } = useReporting();
  const { search, change } = useSearchState();
  const refresh = { refreshMs: days.to >= today ? refreshMs : undefined };
  const figures = useReport('metrics', query, refresh);
  const series = useReport('timeseries', { ...query, interval }, refresh);
  const shown = figures.data ? metricsOf(figures.data.data) : metrics;
  const chosen = chosenMetric(shown, search);
  const failed = [figures, series].find((asked) => asked.error && !asked.data);
  const retry = () => {
    void figures.refetch();
    void series.refetch();
  };
  if (failed) {
    return (
      <section className="card">
        <ErrorState error={failed.error} retry={retry} />
      </section>
    );
  }
  return (
    <section className="card figures">
      {figures.data ? (
        <div className={figures.isPlaceholderData ? 'is-stale' : undefined}>
          <KpiRow data={figures.data.data} chosen={chosen} onChoose={({ id }) => change({ metric: id })} />
          <MoneyNote money={figures.data.meta.money} />
        </div>
      ) : (
        <Skeleton height={84} />
      )}
      <div className="card__body figures__chart">
        <div className="figures__head">
          <h2>{t(chosen.label)}</h2>
          <IntervalPicker possible={intervalsFor(days)} interval={interval} />
        </div>
        {series.data ? (
          <div className={series.isPlaceholderData ? 'is-stale' : undefined}>
            <OverviewChart
              metric={chosen}
              data={series.data.data}
              interval={interval}
              isCompared={state.compare !== undefined}
            />
          </div>
        ) : (
          <Skeleton height={290} />
        )}
      </div>
    </section>
  );
}
