import type { CommonParameters } from '@gatrix/analytics-protocol/insights';
import {
  type Ask,
  type AskOptions,
  definitions,
  type ExportFile,
  type Project,
  parseParameters,
  type Report,
  type ReportAnswer,
  type Reports,
} from '@gatrix/analytics-reports';
import type { z } from 'zod';

/** A question about a project that REST, tRPC and the OpenAPI document all offer. */
export interface Procedure<Parameters, Data> {
  readonly name: string;
  /** Behind `/insights/:projectId`; `:name` is a parameter of that name. */
  readonly path: string;
  /** A second address, for pages: public lists of ad-blockers hold back what ends in `/events`. */
  readonly pathForPages?: string;
  readonly methods: readonly ('GET' | 'POST')[];
  readonly summary: string;
  readonly parameters: z.ZodType<Parameters>;
  readonly data: z.ZodType<Data>;
  /** Validates the input, then asks. */
  answer(project: Project, input: unknown, options: AskOptions): Promise<ReportAnswer<Data>>;
  /** The same as a file, where the input asks for one. */
  file?(project: Project, input: unknown, options: AskOptions): Promise<ExportFile | undefined>;
}

export type AnyProcedure = Procedure<unknown, unknown>;

/** All of them: the table of contents of the query API. */
export function createProcedures(reports: Reports) {
  const { profile, profileEvents } = definitions;
  return {
    metrics: get('/metrics', definitions.metrics, reports.metrics),
    timeseries: get('/timeseries', definitions.timeseries, reports.timeseries),
    pages: get('/pages', definitions.pages, reports.pages),
    breakdown: get('/breakdown', definitions.breakdown, reports.breakdown),
    live: get('/live', definitions.live, reports.live),
    funnel: getOrPost('/funnel', definitions.funnel, reports.funnel),
    funnelUsers: getOrPost('/funnel/users', definitions.funnelUsers, reports.funnelUsers),
    retention: getOrPost('/retention', definitions.retention, reports.retention),
    query: post('/query', definitions.query, reports.query),
    sql: post('/query/sql', definitions.sql, reports.sql),
    flows: post('/flows', definitions.flows, reports.flows),
    activeUsers: get('/active-users', definitions.activeUsers, reports.activeUsers),
    lifecycle: get('/lifecycle', definitions.lifecycle, reports.lifecycle),
    monetization: get('/monetization', definitions.monetization, reports.monetization),
    firstPurchases: get('/first-purchases', definitions.firstPurchases, reports.firstPurchases),
    ingestHealth: get('/ingest-health', definitions.ingestHealth, reports.ingestHealth),
    importedTotals: get('/imported-totals', definitions.importedTotals, reports.importedTotals),
    events: { ...get('/events', definitions.events, reports.events), pathForPages: '/activity' },
    sessions: get('/sessions', definitions.sessions, reports.sessions),
    profiles: get('/profiles', definitions.profiles, reports.profiles),
    profile: get('/profiles/:id', profile, reports.profile),
    profileEvents: {
      ...get('/profiles/:id/events', profileEvents, reports.profileEvents),
      pathForPages: '/profiles/:id/activity',
    },
    eventNames: get('/names/events', definitions.eventNames, reports.eventNames),
    propertyNames: get('/names/properties', definitions.propertyNames, reports.propertyNames),
    valueNames: get('/names/values', definitions.valueNames, reports.valueNames),
    segmentMembers: {
      ...get('/segments/:id/members', definitions.segmentMembers, reports.segmentMembers),
      file: async (project: Project, input: unknown, options: AskOptions) => {
        const parameters = parseParameters(definitions.segmentMembers.parameters, input);
        return parameters.format === 'csv'
          ? reports.segmentMembersFile(project, parameters, options)
          : undefined;
      },
    },
    segmentHistory: get('/segments/:id/history', definitions.segmentHistory, reports.segmentHistory),
    segmentSize: post('/segments/size', definitions.segmentSize, reports.segmentSize),
    segmentList: get('/segments/lists/:id', definitions.segmentList, reports.segmentList),
  } as const;
}

export type Procedures = ReturnType<typeof createProcedures>;

function get<P extends CommonParameters, D>(path: string, report: Report<P, D>, ask: Ask<P, D>) {
  return procedure(path, ['GET'], report, ask);
}

function post<P extends CommonParameters, D>(path: string, report: Report<P, D>, ask: Ask<P, D>) {
  return procedure(path, ['POST'], report, ask);
}

function getOrPost<P extends CommonParameters, D>(path: string, report: Report<P, D>, ask: Ask<P, D>) {
  return procedure(path, ['GET', 'POST'], report, ask);
}

function procedure<Parameters extends CommonParameters, Data>(
  path: string,
  methods: Procedure<Parameters, Data>['methods'],
  { name, summary, parameters, data }: Report<Parameters, Data>,
  ask: Ask<Parameters, Data>,
): Procedure<Parameters, Data> {
  return {
    name,
    path,
    methods,
    summary,
    parameters,
    data,
    answer: (project, input, options) => ask(project, parseParameters(parameters, input), options),
  };
}
