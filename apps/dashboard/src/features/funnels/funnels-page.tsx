import { Tabs } from '@base-ui/react/tabs';
import type { FunnelData } from '@gatrix/analytics-protocol/insights';
import { useState } from 'react';
import { useReport } from '../../api/api-context.tsx';
import type { FunnelQuery } from '../../api/reports.ts';
import { CsvButton } from '../../ui/csv-button.tsx';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { EmptyRange } from '../reporting/empty-range.tsx';
import { ReportBar } from '../reporting/report-bar.tsx';
import { useReporting } from '../reporting/reporting-context.tsx';
import { TermsButton } from '../reporting/terms-button.tsx';
import { useShownParameters } from '../saved-reports/shown-parameters.tsx';
import { ConvertTime } from './convert-time.tsx';
import { ConvertTimeBy } from './convert-time-by.tsx';
import { FunnelBreakdown } from './funnel-breakdown.tsx';
import { FunnelChart } from './funnel-chart.tsx';
import { funnelCsv } from './funnel-csv.ts';
import { FunnelForm } from './funnel-form.tsx';
import { FunnelPeople } from './funnel-people.tsx';
import {
  askedExclusions,
  type Funnel,
  type ListedPeople,
  useFunnel,
  views,
  writePeople,
} from './funnel-state.ts';
import { askedStep, stepName } from './funnel-steps.ts';
import { FunnelTrend } from './funnel-trend.tsx';
import './funnels.css';

/** How many values it is compared by. */
const shownValues = 10;

export function Page() {
  const { t } = useI18n();
  const { query, interval } = useReporting();
  const funnel = useFunnel();
  const { steps, window, order, by, breakdown, attribution, exclusions, view, people } = funnel;
  const [isFresh, setIsFresh] = useState(false);
  const names = steps.map(stepName);
  const named = steps.filter((_, index) => names[index] !== '');
  const isReady = named.length >= 2;
  const fatal = order === 'any' ? [] : askedExclusions(exclusions, names);
  const question: FunnelQuery = {
    ...query,
    compare: undefined,
    steps: named.map(askedStep),
    window,
    order,
    by,
    exclusions: fatal.length > 0 ? fatal : undefined,
  };
  useShownParameters(isReady ? question : undefined);
  const result = useReport(
    'funnel',
    {
      ...question,
      breakdown,
      attribution: breakdown ? attributionIn(attribution, names) : undefined,
      trend: view === 'trend' || undefined,
      interval: view === 'trend' ? interval : undefined,
      timeToConvert: view === 'time' || undefined,
      // One more than is shown tells whether there are more.
      limit: shownValues + 1,
    },
    { enabled: isReady },
  );
  const data = isReady ? result.data?.data : undefined;
  const showPeople = (next: ListedPeople | undefined) => {
    setIsFresh(next !== undefined);
    funnel.change({ who: writePeople(next) });
  };
  const isEmpty = data?.steps[0]?.count === 0;
  return (
    <>
      <ReportBar title={t('funnel.title')}>
        <span className="muted">{t('funnel.intro')}</span>
        <TermsButton report="funnels" />
      </ReportBar>
      <div className="split">
        <FunnelForm {...funnel} />
        <div className="funnel__results">
          <section className="card card--plain" aria-label={t('funnel.title')} aria-busy={result.isFetching}>
            <div className="card__body">
              {!isReady && <EmptyState>{t('funnel.pick')}</EmptyState>}
              {isReady && result.error && !data && (
                <ErrorState error={result.error} retry={() => void result.refetch()} />
              )}
              {isReady && !result.error && !data && <Skeleton height={240} />}
              {isEmpty && <EmptyRange>{t('funnel.nobody')}</EmptyRange>}
              {data && !isEmpty && (
                <div className={result.isPlaceholderData ? 'is-stale' : undefined}>
                  <FunnelResult funnel={funnel} data={data} onPeople={showPeople} />
                </div>
              )}
            </div>
          </section>
          {data && !isEmpty && people && people.step <= data.steps.length && (
            <FunnelPeople
              key={`${people.step} ${people.dropped}`}
              question={question}
              steps={data.steps}
              by={by}
              people={people}
              isFresh={isFresh}
              onChange={showPeople}
            />
          )}
        </div>
      </div>
    </>
  );
}

/** The attribution as the query API takes it, which counts only the steps whose event is chosen. */
function attributionIn(attribution: string, steps: readonly string[]): string | undefined {
  if (!attribution.startsWith('step:')) return attribution;
  const place = Number(attribution.slice(5));
  return steps[place - 1] ? `step:${steps.slice(0, place).filter((name) => name !== '').length}` : undefined;
}

interface FunnelResultProps {
  readonly funnel: Funnel;
  readonly data: FunnelData;
  readonly onPeople: (people: ListedPeople) => void;
}

/** The same funnel as steps, over time, and by how long it took. */
function FunnelResult({ funnel, data, onPeople }: FunnelResultProps) {
  const { t, format } = useI18n();
  const { interval } = useReporting();
  const { breakdown, view, change } = funnel;
  return (
    <Tabs.Root
      value={view}
      onValueChange={(value) => change({ view: value === views[0] ? undefined : String(value) })}
    >
      <div className="funnel__head">
        <p className="funnel__overall">
          {t('funnel.overall')}{' '}
          <b className="number" data-testid="funnel-overall">
            {format.percent(data.overall)}
          </b>
        </p>
        <Tabs.List className="tabs" aria-label={t('funnel.view')} activateOnFocus>
          {views.map((name) => (
            <Tabs.Tab key={name} className="tab" value={name}>
              {t(`funnel.view.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </div>
      <Tabs.Panel value={view} tabIndex={-1}>
        {view === 'steps' && (
          <>
            <FunnelChart data={data} onPeople={onPeople} />
            {breakdown && data.breakdown && (
              <FunnelBreakdown field={breakdown} rows={data.breakdown} limit={shownValues} />
            )}
          </>
        )}
        {view === 'trend' &&
          (data.trend ? (
            <FunnelTrend data={data} field={breakdown} interval={interval} window={funnel.window} />
          ) : (
            <Skeleton height={300} />
          ))}
        {view === 'time' &&
          (data.time_to_convert ? (
            <>
              <ConvertTime data={data.time_to_convert} />
              {breakdown && data.breakdown && (
                <ConvertTimeBy field={breakdown} rows={data.breakdown.slice(0, shownValues)} />
              )}
            </>
          ) : (
            <Skeleton height={300} />
          ))}
      </Tabs.Panel>
      <div className="card__foot">
        <CsvButton name={`funnel-${view}`} csv={() => funnelCsv(view, data, breakdown, t, format)} />
      </div>
    </Tabs.Root>
  );
}
