import type { ClickHouseClient } from '@clickhouse/client';
import { formatInstant } from '@gatrix/analytics-clickhouse-schema';
import type { AnswerMeta, CommonParameters } from '@gatrix/analytics-protocol/insights';
import type { AnyReport, DataOf, ParametersOf, ReportName } from './definitions.ts';
import type { createPlanner } from './planner.ts';
import { createHeapGuard } from './query/heap-guard.ts';
import type { Plan, Project } from './query/plan.ts';
import { createRunner, type QueryLimits } from './query/run.ts';
import { untilAborted } from './query/until-aborted.ts';
import type { Found } from './reports/report.ts';
import type { ResultCache } from './results/result-cache.ts';
import { resultKey } from './results/result-key.ts';
import { createRunningAnswers } from './results/running-answers.ts';
import type { Span } from './time/span.ts';

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

/** Each report as a function of a project and validated parameters. */
export type Asks = { readonly [Name in ReportName]: Ask<ParametersOf<Name>, DataOf<Name>> };

interface AskSources {
  readonly clickhouse: ClickHouseClient;
  readonly limits: QueryLimits;
  readonly planner: ReturnType<typeof createPlanner>;
  readonly results?: ResultCache | undefined;
}

/** Makes what plans a report, asks it and says with its answer what that is of. */
export function createAsk({ clickhouse, limits, planner, results }: AskSources) {
  const heapGuard = createHeapGuard();
  return (report: AnyReport): Ask<CommonParameters, unknown> => {
    const answer = async (project: Project, parameters: CommonParameters, asked: AbortSignal) => {
      const startedAt = performance.now();
      const { signal, leave } = heapGuard.enter(asked);
      const runner = createRunner(clickhouse, limits, signal);
      const find = async () => {
        const planned = (await planner(project, parameters, runner, report))();
        const answer = await kept(results, report, planned, parameters, () =>
          report.find(planned, parameters, runner),
        );
        if (!report.addPersons) return [planned, answer] as const;
        const data = await report.addPersons(planned, parameters, answer.data, runner);
        return [planned, { ...answer, data }] as const;
      };
      const [plan, found] = await untilAborted(find(), signal).finally(leave);
      const tookMs = Math.round(performance.now() - startedAt);
      return { data: found.data, meta: metaOf(plan, found, tookMs, runner.rowsRead()) };
    };
    const running = createRunningAnswers<ReportAnswer<unknown>>();
    return (project, parameters, { signal } = {}) =>
      running(JSON.stringify([project.id, project.timezone, parameters]), signal, (asked) =>
        answer(project, parameters, asked),
      );
  };
}

async function kept<Data>(
  results: ResultCache | undefined,
  { name, followsEvents }: Pick<AnyReport, 'name' | 'followsEvents'>,
  plan: Plan,
  parameters: unknown,
  find: () => Promise<Found<Data>>,
): Promise<Found<Data>> {
  const key = results && followsEvents ? resultKey(name, plan, parameters) : undefined;
  if (!results || key === undefined) return find();
  const stored = await results.get(key);
  if (stored !== undefined) return JSON.parse(stored);
  const fresh = await find();
  await results.set(key, JSON.stringify(fresh));
  return fresh;
}

function metaOf(plan: Plan, found: Found<unknown>, tookMs: number, rowsRead: number): AnswerMeta {
  return {
    ...(found.span === null ? {} : formatSpan(plan, found.span ?? plan.range)),
    timezone: plan.zone.name,
    tookMs,
    rowsRead,
    ...(found.nextCursor === undefined ? {} : { nextCursor: found.nextCursor }),
    ...(plan.savedSegments.length === 0
      ? {}
      : { segmentsEvaluatedAt: formatInstant(plan.zone, plan.segmentsAt) }),
    ...(found.money ? { money: found.money } : {}),
  };
}

function formatSpan({ zone }: Plan, { from, to }: Span): { start: string; end: string } {
  return { start: formatInstant(zone, from), end: formatInstant(zone, to) };
}
