import type { ClickHouseClient } from '@clickhouse/client';
import { type MoneySource, ownMoney } from '@gatrix/analytics-clickhouse-schema';
import type { CommonParameters, ExportParameters, LiveParameters } from '@gatrix/analytics-protocol/insights';
import { type Ask, type AskOptions, type Asks, createAsk } from './ask.ts';
import { createPersonsLoader } from './audience/persons-of-values.ts';
import { cutOffStalled } from './cut-off-stalled.ts';
import { createFiguresLoader } from './days/figures-batches.ts';
import { createDaysFinder } from './days/find-days.ts';
import { type AnyReport, reportList } from './definitions.ts';
import { exportEvents } from './export-events.ts';
import type { ExportFile } from './export-file.ts';
import { createPassingFinder } from './filters/passing-sessions.ts';
import { type LiveMessage, liveFeed } from './live-feed.ts';
import { createLiveHub } from './live-hub.ts';
import { createIdentitiesFinder } from './persons/identities.ts';
import { createPlanner } from './planner.ts';
import type { Project, QueueStatus } from './query/plan.ts';
import { createRunner, defaultLimits, type QueryLimits } from './query/run.ts';
import { createStoredState } from './query/stored-state.ts';
import { tablesOf } from './query/tables.ts';
import { type ReceivedSpan, receivedEvents } from './received-events.ts';
import type { ResultCache } from './results/result-cache.ts';
import { createPeopleKeeper } from './segments/kept-people.ts';
import type { SegmentSource } from './segments/scope.ts';

export interface ReportsOptions {
  readonly clickhouse: ClickHouseClient;
  readonly database: string;
  /** Default: every report there is. */
  readonly list?: readonly AnyReport[] | undefined;
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
  const shared = createRunner(options.clickhouse, limits, undefined);
  const sources = { runner: shared, findStored: createStoredState(tables, shared) };
  const findDays = createDaysFinder(tables, limits.listedSessions, sources);
  const findIdentities = createIdentitiesFinder(tables, sources);
  const findPassing = createPassingFinder(shared);

  const runnerFor = (signal: AbortSignal) => createRunner(options.clickhouse, limits, signal);
  const loadFigures = createFiguresLoader(runnerFor);
  const loadPersons = createPersonsLoader(runnerFor);

  const findPeople = createPeopleKeeper(tables, limits, () =>
    createRunner(options.clickhouse, limits, undefined),
  );
  const planner = createPlanner({
    ...options,
    ...{ tables, limits, findDays, findIdentities, findPeople, findPassing, loadFigures, loadPersons },
  });

  const ask = createAsk({ clickhouse: options.clickhouse, limits, planner, results: options.results });
  const { list = reportList } = options;
  const asks: Readonly<Record<string, Ask<never, unknown>>> = Object.fromEntries(
    list.map((report) => [report.name, ask(report)]),
  );

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
    /** The report as a file; undefined where the parameters do not ask for one. */
    reportFile: async (
      report: AnyReport,
      project: Project,
      parameters: CommonParameters,
      { signal }: AskOptions = {},
    ): Promise<ExportFile | undefined> => {
      const write = report.fileOf?.(parameters);
      if (!write) return undefined;
      const runner = createRunner(options.clickhouse, limits, signal);
      const plan = (await planner(project, parameters, runner, report))();
      return write(plan, { clickhouse: options.clickhouse, limits, signal });
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
    /** What is offered, in the order of the documentation. */
    list,
    ...(asks as Asks),
  };
}

export type Reports = ReturnType<typeof createReports>;
