import type { ClickHouseClient } from '@clickhouse/client';
import { acquisitionFacts, param, sql } from '@gatrix/analytics-clickhouse-schema';
import type {
  AnswerMeta,
  CommonParameters,
  ExportParameters,
  LiveParameters,
} from '@gatrix/analytics-protocol/insights';
import type { Days } from './days/days.ts';
import { createFiguresLoader } from './days/figures-batches.ts';
import { createDaysFinder } from './days/find-days.ts';
import { definitions } from './definitions.ts';
import { type ExportFile, exportEvents } from './export-events.ts';
import { leavesIn, patternsOf } from './filters/leaves.ts';
import { type LiveMessage, liveFeed } from './live-feed.ts';
import { personsOfAliases } from './persons/aliases.ts';
import { aliasesOf } from './persons/persons.ts';
import type { Span } from './query/compile.ts';
import { type Plan, type Project, planOf, type QueueStatus } from './query/plan.ts';
import { createRunner, defaultLimits, type QueryLimits, type Runner } from './query/run.ts';
import { tablesOf } from './query/tables.ts';
import { untilAborted } from './query/until-aborted.ts';
import type { Found, Report } from './reports/report.ts';
import type { ResultCache } from './results/result-cache.ts';
import { resultKey } from './results/result-key.ts';
import { formatInstant } from './time/zone.ts';

export interface ReportsOptions {
  readonly clickhouse: ClickHouseClient;
  readonly database: string;
  /** The clock, milliseconds since the epoch. */
  readonly now: () => number;
  readonly limits?: Partial<QueryLimits> | undefined;
  /** Where answers that cannot change are kept. */
  readonly results?: ResultCache | undefined;
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

/**
 * The reports over one database, each a function of a project and validated parameters. They reject with
 * InvalidParametersError (the asker's fault, names the parameter), QueryLimitError (too much for the limits), the
 * signal's reason once it is aborted, or the client's error.
 */
export function createReports(options: ReportsOptions) {
  const tables = tablesOf(options.database);
  const limits = { ...defaultLimits, ...options.limits };
  // Without an asker's signal, since several wait for one answer.
  const findDays = createDaysFinder(
    tables,
    limits.listedSessions,
    createRunner(options.clickhouse, limits, undefined),
  );

  const loadFigures = createFiguresLoader((signal) => createRunner(options.clickhouse, limits, signal));

  /** Checks what only ClickHouse can check, and finds out what filters need. Plans are made from it at any time. */
  const planner = async (
    project: Project,
    parameters: CommonParameters,
    runner: Runner,
    readsSessions = false,
  ) => {
    const leaves = leavesIn(parameters);
    for (const pattern of leaves.flatMap(patternsOf)) {
      // ClickHouse is the judge of its own regular expressions, and says nothing where no row meets one.
      await runner.run(sql`SELECT match('', ${param.string(pattern)})`);
    }
    const asksProfiles = leaves.some(({ field }) => /^(cohort$|profile\.|group\.)/.test(field));
    const known = asksProfiles ? await aliasesOf({ tables, projectId: project.id }, runner) : [];
    const aliases = personsOfAliases(known);
    const isOfSession = (field: string) =>
      field.startsWith('session.') || acquisitionFacts.some((fact) => fact === field);
    const asksSessions = readsSessions || leaves.some(({ field }) => isOfSession(field));
    const days = asksSessions ? await findDays(project.id) : notAsked;
    const { queueStatus } = options;
    return () =>
      planOf(project, parameters, {
        tables,
        now: options.now(),
        queueStatus,
        aliases,
        days,
        loadFigures,
        eventsAtOnce: limits.eventsAtOnce,
      });
  };

  const kept = async <Data>(
    { name, followsEvents }: Pick<Report<never, Data>, 'name' | 'followsEvents'>,
    plan: Plan,
    parameters: unknown,
    find: () => Promise<Found<Data>>,
  ): Promise<Found<Data>> => {
    const { results } = options;
    const key = results && followsEvents ? resultKey(name, plan, parameters) : undefined;
    if (!results || key === undefined) return find();
    const known = await results.get(key);
    if (known !== undefined) return JSON.parse(known);
    const found = await find();
    await results.set(key, JSON.stringify(found));
    return found;
  };

  const ask =
    <Parameters extends CommonParameters, Data>(report: Report<Parameters, Data>): Ask<Parameters, Data> =>
    async (project, parameters, { signal } = {}) => {
      const startedAt = performance.now();
      const runner = createRunner(options.clickhouse, limits, signal);
      const { readsSessions = false } = report;
      const reads = typeof readsSessions === 'function' ? readsSessions(parameters) : readsSessions;
      const find = async () => {
        const planned = (await planner(project, parameters, runner, reads))();
        const answer = await kept(report, planned, parameters, () =>
          report.find(planned, parameters, runner),
        );
        return [planned, answer] as const;
      };
      const [plan, found] = await untilAborted(find(), signal);
      const meta: AnswerMeta = {
        ...formatSpan(plan, found.span ?? plan.range),
        timezone: plan.zone.name,
        tookMs: Math.round(performance.now() - startedAt),
        rowsRead: runner.rowsRead(),
        ...(found.nextCursor === undefined ? {} : { nextCursor: found.nextCursor }),
      };
      return { data: found.data, meta };
    };

  return {
    /** A file of events; see `exportEvents`. */
    exportEvents: async (
      project: Project,
      parameters: ExportParameters,
      { signal }: AskOptions = {},
    ): Promise<ExportFile> => {
      const runner = createRunner(options.clickhouse, limits, signal);
      const plan = (await planner(project, parameters, runner))();
      return exportEvents(options.clickhouse, plan, parameters, limits, signal);
    },
    /** Counts and events as they come; see `liveFeed`. */
    liveFeed: async function* (
      project: Project,
      parameters: LiveParameters,
      signal: AbortSignal,
    ): AsyncGenerator<LiveMessage> {
      const runner = createRunner(options.clickhouse, limits, signal);
      yield* liveFeed(await planner(project, parameters, runner), runner, signal);
    },
    metrics: ask(definitions.metrics),
    timeseries: ask(definitions.timeseries),
    pages: ask(definitions.pages),
    breakdown: ask(definitions.breakdown),
    live: ask(definitions.live),
    funnel: ask(definitions.funnel),
    funnelUsers: ask(definitions.funnelUsers),
    retention: ask(definitions.retention),
    query: ask(definitions.query),
    flows: ask(definitions.flows),
    ingestHealth: ask(definitions.ingestHealth),
    activeUsers: ask(definitions.activeUsers),
    lifecycle: ask(definitions.lifecycle),
    monetization: ask(definitions.monetization),
    events: ask(definitions.events),
    sessions: ask(definitions.sessions),
    profiles: ask(definitions.profiles),
    profile: ask(definitions.profile),
    profileEvents: ask(definitions.profileEvents),
    eventNames: ask(definitions.eventNames),
    propertyNames: ask(definitions.propertyNames),
    valueNames: ask(definitions.valueNames),
  };
}

/** Of reports that read events as they are. One that reads sessions without saying so would find none. */
const notAsked: Days = {
  get sealed() {
    return unsaid();
  },
  get open() {
    return unsaid();
  },
  get events() {
    return unsaid();
  },
  get spanning() {
    return unsaid();
  },
  get settled() {
    return unsaid();
  },
  get seams() {
    return unsaid();
  },
  get numbering() {
    return unsaid();
  },
};

function unsaid(): never {
  throw new Error('a report that reads sessions says so: readsSessions');
}

export type Reports = ReturnType<typeof createReports>;

function formatSpan({ zone }: Plan, { from, to }: Span): { start: string; end: string } {
  return { start: formatInstant(zone, from), end: formatInstant(zone, to) };
}
