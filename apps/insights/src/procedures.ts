import {
  breakdownData,
  breakdownParameters,
  type CommonParameters,
  funnelData,
  funnelParameters,
  funnelUsersData,
  funnelUsersParameters,
  liveData,
  liveParameters,
  metricsData,
  metricsParameters,
  pagesData,
  pagesParameters,
  retentionData,
  retentionParameters,
  timeseriesData,
  timeseriesParameters,
} from '@gatrix/analytics-protocol/insights';
import {
  type Ask,
  type AskOptions,
  type Project,
  parseParameters,
  type ReportAnswer,
  type Reports,
} from '@gatrix/analytics-reports';
import type { z } from 'zod';

/** A question about a project that REST, tRPC and the OpenAPI document all offer. */
export interface Procedure<Parameters, Data> {
  readonly name: string;
  /** Behind `/insights/:projectId`. */
  readonly path: string;
  readonly methods: readonly ('GET' | 'POST')[];
  readonly summary: string;
  readonly parameters: z.ZodType<Parameters>;
  readonly data: z.ZodType<Data>;
  /** Validates the input, then asks. */
  answer(project: Project, input: unknown, options: AskOptions): Promise<ReportAnswer<Data>>;
}

export type AnyProcedure = Pick<
  Procedure<unknown, unknown>,
  'name' | 'path' | 'methods' | 'summary' | 'parameters' | 'data' | 'answer'
>;

/** All of them: the table of contents of the query API. */
export function createProcedures(reports: Reports) {
  return {
    metrics: procedure({
      name: 'metrics',
      path: '/metrics',
      methods: ['GET'],
      summary: 'Visitors, sessions, page views, events, duration, bounce rate and revenue of a range',
      parameters: metricsParameters,
      data: metricsData,
      ask: reports.metrics,
    }),
    timeseries: procedure({
      name: 'timeseries',
      path: '/timeseries',
      methods: ['GET'],
      summary: 'The same by interval, zero-filled',
      parameters: timeseriesParameters,
      data: timeseriesData,
      ask: reports.timeseries,
    }),
    pages: procedure({
      name: 'pages',
      path: '/pages',
      methods: ['GET'],
      summary: 'Top, entry and exit pages',
      parameters: pagesParameters,
      data: pagesData,
      ask: reports.pages,
    }),
    breakdown: procedure({
      name: 'breakdown',
      path: '/breakdown',
      methods: ['GET'],
      summary: 'Sessions, visitors, page views and revenue by a dimension',
      parameters: breakdownParameters,
      data: breakdownData,
      ask: reports.breakdown,
    }),
    live: procedure({
      name: 'live',
      path: '/live',
      methods: ['GET'],
      summary: 'Who is here now: devices with an event received in the last 5 minutes',
      parameters: liveParameters,
      data: liveData,
      ask: reports.live,
    }),
    funnel: procedure({
      name: 'funnel',
      path: '/funnel',
      methods: ['GET', 'POST'],
      summary: 'How many people come how far through a series of steps',
      parameters: funnelParameters,
      data: funnelData,
      ask: reports.funnel,
    }),
    funnelUsers: procedure({
      name: 'funnelUsers',
      path: '/funnel/users',
      methods: ['GET', 'POST'],
      summary: 'Who reached a step of a funnel, or with dropped=true who was lost before it',
      parameters: funnelUsersParameters,
      data: funnelUsersData,
      ask: reports.funnelUsers,
    }),
    retention: procedure({
      name: 'retention',
      path: '/retention',
      methods: ['GET', 'POST'],
      summary: 'How many users come back in the periods after their first',
      parameters: retentionParameters,
      data: retentionData,
      ask: reports.retention,
    }),
  } as const;
}

export type Procedures = ReturnType<typeof createProcedures>;

function procedure<Parameters extends CommonParameters, Data>(
  definition: Omit<Procedure<Parameters, Data>, 'answer'> & { readonly ask: Ask<Parameters, Data> },
): Procedure<Parameters, Data> {
  const { ask, ...rest } = definition;
  return {
    ...rest,
    answer: (project, input, options) => ask(project, parseParameters(rest.parameters, input), options),
  };
}
