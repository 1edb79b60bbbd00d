import type { ClickHouseClient } from '@clickhouse/client';
import { type MoneySource, ownMoney } from '@gatrix/analytics-clickhouse-schema';
import type {
  AnswerMeta,
  CommonParameters,
  ExportParameters,
  LiveParameters,
  SegmentMembersParameters,
} from '@gatrix/analytics-protocol/insights';
import { cutOffStalled } from './cut-off-stalled.ts';
import { createFiguresLoader } from './days/figures-batches.ts';
import { createDaysFinder } from './days/find-days.ts';
import { definitions } from './definitions.ts';
import { type ExportFile, exportEvents } from './export-events.ts';
import { type LiveMessage, liveFeed } from './live-feed.ts';
import { createLiveHub } from './live-hub.ts';
import { createPlanner } from './planner.ts';
import type { Span } from './query/compile.ts';
import { createHeapGuard } from './query/heap-guard.ts';
import type { Plan, Project, QueueStatus } from './query/plan.ts';
import { createRunner, defaultLimits, type QueryLimits } from './query/run.ts';
import { tablesOf } from './query/tables.ts';
import { untilAborted } from './query/until-aborted.ts';
import { type ReceivedSpan, receivedEvents } from './received-events.ts';
import type { Found, Report } from './reports/report.ts';
import { peopleIn } from './reports/segment-members.ts';
import type { ResultCache } from './results/result-cache.ts';
import { resultKey } from './results/result-key.ts';
import { createPeopleKeeper } from './segments/kept-people.ts';
import { membersFile, refusePages } from './segments/members-file.ts';
import type { SegmentSource } from './segments/scope.ts';
import { formatInstant } from './time/zone.ts';

export interface ReportsOptions {
  readonly clickhouse: ClickHouseClient;
  readonly database: string;
  /** Files are read by it, where it has connections of its own. Default: `clickhouse`. */
  readonly exportClickhouse?: ClickHouseClient | undefined;
  /** A file's reader who takes nothing for so long is cut off. Default: 30,000. */
  readonly stalledAfterMs?: number | undefined;
  /** The clock, milliseconds since the epoch. */
  readonly now: () => number;
  readonly limits?: Partial<QueryLimits> | undefined;
  /** Where answers that cannot change are kept. */
  readonly results?: ResultCache | undefined;
  /** Where saved segments are found; without it there are none. */
  readonly segments?: SegmentSource | undefined;
  /** How each project's amounts are converted; without it each has its own currency only. */
  readonly money?: MoneySource | undefined;
  /** For /ingest-health: what waits to be stored. */
  readonly queueStatus?: (() => Promise<QueueStatus | undefined>) | undefined;
}

export interface ReportAnswer<Data> {
  readonly data: Data;
  readonly meta: AnswerMeta;
}

export interface AskOptions {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

export type Ask<Parameters, Data> = (
  project: Project,
  parameters: Parameters,
  options?: AskOptions,
) => Promise<ReportAnswer<Data>>;

interface LiveQuestion {
  readonly project: Project;
  readonly parameters: LiveParameters;
}

/**
 * The reports over one database, each a function of a project and validated parameters. They reject with
 * InvalidParametersError (the asker's fault, names the parameter), QueryLimitError (too much for the limits), the
 * signal's reason once it is aborted, or the client's error.
 */
export function createReports(options: ReportsOptions) {
  const tables = tablesOf(options.database, ownMoney);
  const limits = { ...defaultLimits, ...options.limits };
  // Without an asker's signal, since several wait for one answer.
  const findDays = createDaysFinder(
    tables,
    limits.listedSessions,
    createRunner(options.clickhouse, limits, undefined),
  );

  const loadFigures = createFiguresLoader((signal) => createRunner(options.clickhouse, limits, signal));

  const findPeople = createPeopleKeeper(tables, limits, () =>
    createRunner(options.clickhouse, limits, undefined),
  );
  const planner = createPlanner({ ...options, ...{ tables, limits, findDays, findPeople, loadFigures } });

  const kept = async <Data>(
    { name, followsEvents }: Pick<Report<never, Data>, 'name' | 'followsEvents'>,
    plan: Plan,
    parameters: unknown,
    find: () => Promise<Found<Data>>,
  ): Promise<Found<Data>> => {
    const { results } = options;
    const key = results && followsEvents ? resultKey(name, plan, parameters) : undefined;
    if (!results || key === undefined) return find();
    const stored = await results.get(key);
    if (stored !== undefined) return JSON.parse(stored);
    const fresh = await find();
    await results.set(key, JSON.stringify(fresh));
    return fresh;
  };

  const heapGuard = createHeapGuard();

  const ask =
    <Parameters extends CommonParameters, Data>(report: Report<Parameters, Data>): Ask<Parameters, Data> =>
    async (project, parameters, { signal: asker } = {}) => {
      const startedAt = performance.now();
      const { signal, leave } = heapGuard.enter(asker);
      const runner = createRunner(options.clickhouse, limits, signal);
      const find = async () => {
        const planned = (await planner(project, parameters, runner, report))();
        const answer = await kept(report, planned, parameters, () =>
          report.find(planned, parameters, runner),
        );
        if (!report.addPersons) return [planned, answer] as const;
        const data = await report.addPersons(planned, parameters, answer.data, runner);
        return [planned, { ...answer, data }] as const;
      };
      const [plan, found] = await untilAborted(find(), signal).finally(leave);
      const meta: AnswerMeta = {
        ...(found.span === null ? {} : formatSpan(plan, found.span ?? plan.range)),
        timezone: plan.zone.name,
        tookMs: Math.round(performance.now() - startedAt),
        rowsRead: runner.rowsRead(),
        ...(found.nextCursor === undefined ? {} : { nextCursor: found.nextCursor }),
        ...(plan.savedSegments.length === 0
          ? {}
          : { segmentsEvaluatedAt: formatInstant(plan.zone, plan.segmentsAt) }),
        ...(found.money ? { money: found.money } : {}),
      };
      return { data: found.data, meta };
    };

  const watchLive = createLiveHub(
    async function* ({ project, parameters }: LiveQuestion, signal) {
      const runner = createRunner(options.clickhouse, limits, signal);
      yield* liveFeed(await planner(project, parameters, runner), runner, signal);
    },
    ({ project, parameters }) => JSON.stringify([project.id, project.timezone, parameters]),
  );

  return {
    /** A file of events; see `exportEvents`. */
    exportEvents: async (
      project: Project,
      parameters: ExportParameters,
      { signal }: AskOptions = {},
    ): Promise<ExportFile> => {
      const runner = createRunner(options.clickhouse, limits, signal);
      const plan = (await planner(project, parameters, runner))();
      const { clickhouse, exportClickhouse = clickhouse, stalledAfterMs = 30_000 } = options;
      const file = await exportEvents(exportClickhouse, plan, parameters, limits, signal);
      return { ...file, stream: cutOffStalled(file.stream, stalledAfterMs) };
    },
    /** Everybody in a segment as a file; see `membersFile`. */
    segmentMembersFile: async (
      project: Project,
      parameters: SegmentMembersParameters,
      { signal }: AskOptions = {},
    ): Promise<ExportFile> => {
      refusePages(parameters);
      const runner = createRunner(options.clickhouse, limits, signal);
      const plan = (await planner(project, parameters, runner, definitions.segmentMembers))();
      return membersFile(options.clickhouse, plan, peopleIn(plan, parameters.id), limits, signal);
    },
    /** How many events count for a span by now; see `receivedEvents`. */
    receivedEvents: (project: Pick<Project, 'id'>, span: ReceivedSpan): Promise<number> =>
      receivedEvents(tables, project, span, createRunner(options.clickhouse, limits, undefined)),
    /** Counts and events as they come, the same for all who ask the same; see `liveFeed`. */
    liveFeed: (
      project: Project,
      parameters: LiveParameters,
      signal: AbortSignal,
    ): AsyncGenerator<LiveMessage> => watchLive({ project, parameters }, signal),
    metrics: ask(definitions.metrics),
    timeseries: ask(definitions.timeseries),
    pages: ask(definitions.pages),
    breakdown: ask(definitions.breakdown),
    live: ask(definitions.live),
    funnel: ask(definitions.funnel),
    funnelUsers: ask(definitions.funnelUsers),
    retention: ask(definitions.retention),
    query: ask(definitions.query),
    sql: ask(definitions.sql),
    flows: ask(definitions.flows),
    ingestHealth: ask(definitions.ingestHealth),
    importedTotals: ask(definitions.importedTotals),
    activeUsers: ask(definitions.activeUsers),
    lifecycle: ask(definitions.lifecycle),
    monetization: ask(definitions.monetization),
    firstPurchases: ask(definitions.firstPurchases),
    events: ask(definitions.events),
    sessions: ask(definitions.sessions),
    profiles: ask(definitions.profiles),
    profile: ask(definitions.profile),
    profileEvents: ask(definitions.profileEvents),
    eventNames: ask(definitions.eventNames),
    propertyNames: ask(definitions.propertyNames),
    valueNames: ask(definitions.valueNames),
    segmentMembers: ask(definitions.segmentMembers),
    segmentHistory: ask(definitions.segmentHistory),
    segmentSize: ask(definitions.segmentSize),
    segmentList: ask(definitions.segmentList),
  };
}

export type Reports = ReturnType<typeof createReports>;

function formatSpan({ zone }: Plan, { from, to }: Span): { start: string; end: string } {
  return { start: formatInstant(zone, from), end: formatInstant(zone, to) };
}
