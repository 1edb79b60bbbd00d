import type {
  ActiveUsersData,
  FlowsData,
  FunnelData,
  Interval,
  MetricsData,
  MonetizationData,
  QueryData,
  RetentionData,
  TimeseriesData,
} from '@gatrix/analytics-protocol/insights';
import { useNavigate } from 'react-router';
import type { ItemAnswer } from '../../api/boards.ts';
import type { SavedReport } from '../../api/manage.ts';
import { useI18n } from '../../ui/i18n/i18n-context.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ActiveChart } from '../active-users/active-chart.tsx';
import '../explore/explore.css';
import { ExploreResult } from '../explore/explore-result.tsx';
import { FlowDiagram } from '../flows/flow-diagram.tsx';
import '../flows/flows.css';
import { FunnelChart } from '../funnels/funnel-chart.tsx';
import '../funnels/funnels.css';
import { writePeople } from '../funnels/funnel-state.ts';
import { MoneyFigures, RevenueChart } from '../monetization/money-figures.tsx';
import { metricsOf } from '../overview/metrics.ts';
import '../overview/overview.css';
import { OverviewChart } from '../overview/overview-chart.tsx';
import { HeatTable } from '../retention/heat-table.tsx';
import '../retention/retention.css';
import { addressOf } from '../saved-reports/saved-view.ts';
import { versionEventOf } from '../versions/version-metrics.ts';
import { VersionsAnswer } from '../versions/versions-answer.tsx';
import { intervalOf, parametersOf, seriesOf } from './saved-parameters.ts';

export interface ReportAnswerProps {
  readonly answers: NonNullable<ItemAnswer['answers']>;
  /** Undefined where nobody may open it. */
  readonly saved: SavedReport | undefined;
}

/** The answer of a saved report, drawn as its page draws it. */
export function ReportAnswer({ answers, saved }: ReportAnswerProps) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const parameters = parametersOf(saved ?? { query: answers[0]?.query ?? {} });
  // The server checked them: each answer has the form of its report.
  const of = <Data,>(report: string) =>
    answers.find((one) => one.report === report)?.data as Data | undefined;
  const address = saved && addressOf(saved, '');
  const open =
    address &&
    ((more: Readonly<Record<string, string>> = {}) => {
      const search = new URLSearchParams(address.search);
      for (const [key, value] of Object.entries(more)) search.set(key, value);
      void navigate({ pathname: address.pathname, search: search.toString() });
    });
  const [timeseries, metrics] = [of<TimeseriesData>('timeseries'), of<MetricsData>('metrics')];
  if (timeseries) return <Overview series={timeseries} metrics={metrics} />;
  const query = of<QueryData>('query');
  if (query) {
    const { breakdowns, limit } = parameters;
    const interval = intervalOf(query[0]?.data?.map(({ date }) => date) ?? []);
    const event = versionEventOf(parameters.series);
    if (event !== undefined) {
      const chosen = new URLSearchParams(parameters.search).get('metric');
      return <VersionsAnswer data={query} {...{ event, chosen, interval }} />;
    }
    return <ExploreResult data={query} {...{ breakdowns, limit, interval }} series={seriesOf(parameters)} />;
  }
  const funnel = of<FunnelData>('funnel');
  if (funnel)
    return (
      <FunnelChart
        data={funnel}
        {...(open && { onPeople: (people) => open({ who: writePeople(people) ?? '' }) })}
      />
    );
  const retention = of<RetentionData>('retention');
  if (retention)
    return <HeatTable data={retention} period={parameters.period} {...(open && { onPick: () => open() })} />;
  const money = of<MonetizationData>('monetization');
  if (money) {
    return (
      <>
        <MoneyFigures data={money} isBare />
        <RevenueChart data={money} />
      </>
    );
  }
  const active = of<ActiveUsersData>('activeUsers');
  if (active) return <ActiveChart days={active} />;
  const flows = of<FlowsData>('flows');
  if (flows) return <FlowDiagram data={flows} direction={parameters.direction} />;
  return <EmptyState>{t('boards.noChart')}</EmptyState>;
}

interface OverviewProps {
  readonly series: TimeseriesData;
  readonly metrics: MetricsData | undefined;
}

function Overview({ series, metrics }: OverviewProps) {
  const [metric] = metrics ? metricsOf(metrics) : [];
  const interval: Interval = intervalOf(series.map(({ date }) => date));
  if (!metric) return null;
  const isCompared = series.some(({ previous }) => previous !== undefined);
  return <OverviewChart metric={metric} data={series} interval={interval} isCompared={isCompared} />;
}
