import {
  acquisitionFacts,
  createZone,
  type Money,
  type MoneySource,
  moneySql,
  ownMoney,
  param,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import type { CommonParameters } from '@gatrix/analytics-protocol/insights';
import type { Days } from './days/days.ts';
import type { FoundDays } from './days/find-days.ts';
import { isOfPersons, leavesIn, patternsOf } from './filters/leaves.ts';
import type { createPassingFinder } from './filters/passing-sessions.ts';
import { isKnownOfSealed } from './filters/related.ts';
import type { FindIdentities, Identities } from './persons/identities.ts';
import { NotFoundError } from './query/errors.ts';
import type { FiguresLoader, PersonsLoader, Plan, Project, QueueStatus } from './query/plan.ts';
import { planOf } from './query/plan-of.ts';
import type { QueryLimits, Runner } from './query/run.ts';
import type { Tables } from './query/tables.ts';
import type { Report } from './reports/report.ts';
import type { createPeopleKeeper } from './segments/kept-people.ts';
import { breakdownsIn, hasFunnel, placeOf, segmentsIn, segmentsInOrder } from './segments/references.ts';
import { resolveSegments } from './segments/resolve.ts';
import type { SavedSegment, SegmentSource } from './segments/scope.ts';
import { endOfDay } from './segments/span-of.ts';

interface PlannerSources {
  readonly tables: Tables;
  readonly now: () => number;
  readonly limits: QueryLimits;
  readonly queueStatus?: (() => Promise<QueueStatus | undefined>) | undefined;
  readonly segments?: SegmentSource | undefined;
  readonly money?: MoneySource | undefined;
  readonly findDays: (projectId: string, money: Money) => Promise<FoundDays>;
  readonly findIdentities: FindIdentities;
  readonly findPeople: ReturnType<typeof createPeopleKeeper>;
  readonly findPassing: ReturnType<typeof createPassingFinder>;
  readonly loadFigures: FiguresLoader;
  readonly loadPersons: PersonsLoader;
}

/** What a report needs before it is planned. */
export type Needs<Parameters> = Pick<
  Report<Parameters & CommonParameters, never>,
  'readsSessions' | 'readsPersons' | 'segmentsOf'
>;

/** Makes what checks what only ClickHouse can check, and finds out what filters need. Plans are made from it at any time. */
export function createPlanner({
  tables: ofAll,
  now,
  limits,
  queueStatus,
  segments,
  money: moneyOf,
  findDays,
  findIdentities: identitiesFor,
  findPeople,
  findPassing,
  loadFigures,
  loadPersons,
}: PlannerSources) {
  return async <Parameters extends CommonParameters>(
    project: Project,
    parameters: Parameters,
    runner: Runner,
    { readsSessions, readsPersons, segmentsOf }: Needs<Parameters> = {},
  ): Promise<() => Plan> => {
    const identitiesAt = identitiesFor(project.id);
    const money = (await moneyOf?.(project.id)) ?? ownMoney;
    const tables = { ...ofAll, money: moneySql(money) };
    const own = segmentsOf?.(parameters) ?? [];
    const named = segmentsIn(parameters);
    const savedSegments = await savedOf(segments, project, own, named);
    const leaves = [parameters, ...savedSegments.map(({ definition }) => definition)].flatMap(leavesIn);
    for (const pattern of leaves.flatMap(patternsOf)) {
      // ClickHouse is the judge of its own regular expressions, and says nothing where no row meets one.
      await runner.run(sql`SELECT match('', ${param.string(pattern)})`);
    }
    const fields = [...leaves.map(({ field }) => field), ...breakdownsIn(parameters)];
    const asksPersons = readsPersons === true || savedSegments.length > 0 || fields.some(isOfPersons);
    const asksSessions =
      readsSessions?.(parameters) === true ||
      fields.some(isOfSession) ||
      savedSegments.some(({ definition }) => hasFunnel(definition));
    const found = asksSessions ? await findDays(project.id, money) : undefined;
    let identities: Promise<Identities> | undefined;
    const findIdentities = () => {
      identities ??= identitiesAt(found?.stored);
      return identities;
    };
    const sources = {
      ...{ tables, queueStatus, loadFigures, loadPersons, money },
      findIdentities,
      aliases: asksPersons ? (await findIdentities()).aliases : noAliases,
      days: found?.days ?? notAsked,
      daysLeavingOut: found?.days.leftOut,
      savedSegments,
      eventsAtOnce: limits.eventsAtOnce,
    };
    const zone = createZone(parameters.timezone ?? project.timezone ?? 'UTC');
    const time = now();
    const at = { ...sources, now: time, segmentsAt: time };
    const scope = { ...sources, projectId: project.id, zone, until: endOfDay(zone, at.now), isPast: false };
    const resolve = (by: Runner) =>
      resolveSegments(savedSegments, scope, at, by, (id) => placeOf(parameters, id));
    const question = { projectId: project.id, named, saved: savedSegments, now: time, resolve };
    const circumstances = [zone.name, scope.until, money.key];
    const { people, at: segmentsAt } =
      own.length > 0
        ? { people: await resolve(runner), at: time }
        : await findPeople({ ...question, circumstances }, runner);
    const sealedFilter = readsSessions?.(parameters) === true ? filterOfSealed(parameters) : undefined;
    const passing = sealedFilter && (await findPassing(sealedFilter, { ...scope, segments: people }));
    return () =>
      planOf(project, parameters, { ...sources, now: now(), segments: people, segmentsAt }, passing);
  };
}

const noAliases: ReadonlyMap<string, string> = new Map();

/** The filter, where rows of sealed days tell what it lets pass. */
function filterOfSealed({ filters }: CommonParameters) {
  return leavesIn(filters).every(({ field }) => isKnownOfSealed(field)) ? filters : undefined;
}

/** The segments that a report is about, and those that its filters name, with all that they name in turn. */
async function savedOf(
  source: SegmentSource | undefined,
  project: Project,
  own: readonly string[],
  named: readonly string[],
): Promise<readonly SavedSegment[]> {
  if (own.length + named.length === 0) return [];
  const saved = new Map((await source?.list(project.id))?.map((segment) => [segment.id, segment]));
  const missing = own.find((id) => !saved.has(id));
  if (missing !== undefined) throw new NotFoundError(`there is no segment ${missing}`);
  return segmentsInOrder([...own, ...named], saved, 'filters');
}

function isOfSession(field: string): boolean {
  return field.startsWith('session.') || acquisitionFacts.some((fact) => fact === field);
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
  get leftOut() {
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
  get withPersons() {
    return unsaid();
  },
  get dividedAt() {
    return unsaid();
  },
  get numbering() {
    return unsaid();
  },
  get openNumbers() {
    return unsaid();
  },
};

function unsaid(): never {
  throw new Error('a report that reads sessions says so: readsSessions');
}
