import type { ClickHouseClient } from '@clickhouse/client';
import * as protocol from '@gatrix/analytics-protocol/insights';
import { parseParameters, type Reports } from '@gatrix/analytics-reports';
import { planStatements } from './plan-table.ts';

/** The project that is measured, with an answer's zone where a question names none. */
export const project = { id: 'bench', timezone: 'UTC' };

export interface Days {
  readonly startDate: string;
  readonly endDate: string;
}

/** Thirty days that are over, and so is the day behind them: no session goes on. */
export const closedDays: Days = { startDate: '2026-10-20', endDate: '2026-11-18' };
/** Thirty days up to the one that goes on. It is midnight in UTC, and nine in the morning of the next day in Seoul. */
export const daysUntilNow: Days = { startDate: '2026-10-21', endDate: '2026-11-19' };
export const daysUntilNowInSeoul: Days = { startDate: '2026-10-22', endDate: '2026-11-20' };

/** One question of an operator: our parameters, and what the plan's statements say in their place. */
export interface Scenario {
  readonly name: string;
  readonly days: Days;
  readonly timezone: string;
  readonly filters?: string;
  /** Beside the project and the range, over `plan.events`. */
  readonly planFilter: string;
}

const filter = (field: string, value: string) => JSON.stringify({ and: [{ field, op: 'is', value }] });
const closed = { days: closedDays, timezone: 'UTC', planFilter: '' };
const untilNow = { days: daysUntilNow, timezone: 'UTC', planFilter: '' };
const untilNowInSeoul = { days: daysUntilNowInSeoul, timezone: 'Asia/Seoul', planFilter: '' };

export const closedScenarios: readonly Scenario[] = [
  { name: 'B6a UTC, days that are over', ...closed },
  // A viewer's zone, of a project in UTC.
  { name: 'B6b Asia/Seoul, days that are over', ...closed, timezone: 'Asia/Seoul' },
  { name: 'B6b America/New_York, days that are over', ...closed, timezone: 'America/New_York' },
  {
    name: 'B6d country is KR',
    ...closed,
    filters: filter('country', 'KR'),
    planFilter: "AND country = 'KR'",
  },
  {
    name: 'B6d session.channel is Organic Search',
    ...closed,
    filters: filter('session.channel', 'Organic Search'),
    planFilter: "AND referrer IN ('https://www.google.com/', 'https://search.naver.com/')",
  },
  {
    name: 'B6d path is /page/3',
    ...closed,
    filters: filter('path', '/page/3'),
    planFilter: "AND path = '/page/3'",
  },
  {
    name: 'B6e properties.server is s3',
    ...closed,
    filters: filter('properties.server', 's3'),
    planFilter: "AND JSONExtractString(properties, 'server') = 's3'",
  },
];

/** Of projects in the zone. */
export const ownZoneScenarios: readonly Scenario[] = ['Asia/Seoul', 'America/New_York'].map((timezone) => ({
  name: `B6b ${timezone}, days that are over, the project's own zone`,
  ...closed,
  timezone,
}));

/** Measured while a twentieth of the last day is not summed up. */
export const openScenarios: readonly Scenario[] = [
  { name: 'B6c UTC, until now', ...untilNow },
  { name: 'B6c Asia/Seoul, until now', ...untilNowInSeoul },
  {
    name: 'B6c Asia/Seoul, until now, country is KR',
    ...untilNowInSeoul,
    filters: filter('country', 'KR'),
    planFilter: "AND country = 'KR'",
  },
];

/** The same right after an event was stored, as it is with a project to which events come all the time. */
export const liveScenarios: readonly Scenario[] = [
  { name: 'B6a UTC, days that are over, right after an event', ...closed },
  { name: 'B6c UTC, until now, right after an event', ...untilNow },
];

type Work = () => Promise<unknown>;

/** The overview's seven questions, as the page asks them: key figures, chart, pages and four breakdowns without active users. */
export function overviewOf(reports: Reports, { days, timezone, filters }: Scenario): Work[] {
  const common = { ...days, timezone, ...(filters === undefined ? {} : { filters }) };
  const card = { limit: '10', activeUsers: 'false' };
  return [
    () => reports.metrics(project, parseParameters(protocol.metricsParameters, common)),
    () =>
      reports.timeseries(
        project,
        parseParameters(protocol.timeseriesParameters, { ...common, interval: 'day' }),
      ),
    () => reports.pages(project, parseParameters(protocol.pagesParameters, { ...common, ...card })),
    ...['country', 'browser', 'os', 'referrer_name'].map(
      (dimension) => () =>
        reports.breakdown(
          project,
          parseParameters(protocol.breakdownParameters, { ...common, ...card, dimension }),
        ),
    ),
  ];
}

/** The plan's seven statements with the same range and filter. Days of a zone are 24 hours that begin at its midnight. */
export function planOverviewOf(clickhouse: ClickHouseClient, scenario: Scenario): Work[] {
  const query_params = {
    projectId: project.id,
    startDate: `${scenario.days.startDate} 00:00:00`,
    endDate: `${scenario.days.endDate} 23:59:59`,
  };
  return planStatements(scenario.planFilter, scenario.timezone).map(
    (query) => () => read(clickhouse, query, query_params),
  );
}

/** By person: a funnel of three steps, retention of eight weeks, unique users by country and day. */
export function personReports(reports: Reports): Record<PersonReport, Work> {
  return {
    funnel: () =>
      reports.funnel(
        project,
        parseParameters(protocol.funnelParameters, {
          ...closedDays,
          steps: [{ name: 'screen_view' }, { name: 'shop_open' }, { name: 'purchase' }],
        }),
      ),
    retention: () =>
      reports.retention(
        project,
        parseParameters(protocol.retentionParameters, { ...closedDays, period: 'week', periods: 8 }),
      ),
    query: () =>
      reports.query(
        project,
        parseParameters(protocol.queryParameters, {
          ...closedDays,
          series: [{ event: 'level_up', aggregation: 'unique_users' }],
          breakdowns: ['country'],
          interval: 'day',
        }),
      ),
  };
}

export type PersonReport = 'funnel' | 'retention' | 'query';

const closedRange =
  "project_id = 'bench' AND timestamp >= '2026-10-20 00:00:00' AND timestamp < '2026-11-19 00:00:00'";

/** What a ClickHouse user writes for the same by device, and the scan of one column. */
export const deviceStatements: Record<PersonReport | 'scan', string> = {
  funnel: `SELECT level, count() FROM (
  SELECT device_id, windowFunnel(86400)(toDateTime(timestamp), name = 'screen_view', name = 'shop_open', name = 'purchase') AS level
  FROM analytics.events
  WHERE project_id = 'bench' AND timestamp >= '2026-10-20 00:00:00' AND timestamp < '2026-11-20 00:00:00' AND name IN ('screen_view', 'shop_open', 'purchase')
  GROUP BY device_id
) GROUP BY level ORDER BY level`,
  retention: `SELECT first_week, week, count() FROM (
  SELECT device_id, min(toMonday(timestamp)) AS first_week, groupUniqArray(toMonday(timestamp)) AS weeks
  FROM analytics.events WHERE project_id = 'bench' GROUP BY device_id
) ARRAY JOIN weeks AS week WHERE first_week >= '2026-10-19' AND first_week <= '2026-11-16' GROUP BY first_week, week ORDER BY first_week, week`,
  query: `SELECT toDate(timestamp) AS day, country, uniqExact(device_id) FROM analytics.events
WHERE ${closedRange} AND name = 'level_up' GROUP BY day, country ORDER BY day, country`,
  scan: `SELECT uniqExact(device_id) FROM analytics.events WHERE ${closedRange}`,
};

export async function read(
  clickhouse: ClickHouseClient,
  query: string,
  query_params: Record<string, unknown> = {},
): Promise<unknown> {
  return (await clickhouse.query({ query, query_params, format: 'JSON' })).json();
}
