import { createMoney, type EventRow } from '@gatrix/analytics-clickhouse-schema';
import type { AnswerMeta, BreakdownDimension, Filter } from '@gatrix/analytics-protocol/insights';
import { createReports, type Reports } from '../../src/index.ts';
import type { Engine } from '../engine.ts';
import { createFilterOracle, type MembersOf } from '../oracle/filter.ts';
import { valueOracle } from '../oracle/person-dimension.ts';
import { personOracle } from '../oracle/persons.ts';
import { membersOracle } from '../oracle/segment.ts';
import { createRandom, type Random } from '../random.ts';
import { type Question, randomQuestion } from './question.ts';
import { randomFilter } from './random-filter.ts';
import { segmentIds, segmentStoreOf } from './random-segment.ts';
import type { World } from './world.ts';

/** What is asked of one seed's world, and with what the answer is compared. */
export interface Ask {
  readonly world: World;
  readonly random: Random;
  readonly reports: Reports;
  /** The reports by another clock than the world's. */
  readonly reportsAt: (now: number) => Reports;
  readonly project: { readonly id: string; readonly timezone: string };
  readonly question: Question;
  /** The question's range and, where it has one, its filter. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Whether an event passes the question's filter. */
  readonly passes: (event: EventRow) => boolean;
  /** The same for a filter that stands elsewhere, such as in a step. */
  readonly passesFilter: (event: EventRow, filter: Filter) => boolean;
  /** Who is in a segment at the world's time, in the question's zone. */
  readonly membersOf: MembersOf;
  /** The same as `passes`, where it is asked at another time than the world's. */
  readonly passesAt: (now: number) => (event: EventRow) => boolean;
  /** An event's value by a dimension. */
  readonly dimensionValue: (dimension: BreakdownDimension) => (event: EventRow) => string | undefined;
  readonly person: (row: Pick<EventRow, 'profile_id' | 'device_id'>) => string;
}

/** Asks one report and expects what its oracle says. */
export type Check = (ask: Ask) => Promise<void>;

/** The question that a seed asks of a report: the same for the same seed and name, whatever else is asked. */
export function askOf(target: Pick<Engine, 'clickhouse' | 'database'>, world: World, name: string): Ask {
  // TRICKY: in 32 bits. As a float the sum of a long name leaves no room for the seed, and all worlds are asked the same.
  const ofName = [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);
  const random = createRandom(world.seed * 7919 + ofName);
  const question = randomQuestion(world, random);
  const filters = random.chance(0.35) ? randomFilter(world, random, 2, segmentIds) : undefined;
  const limits = {
    ...(world.storage.endsWith('sessions not listed') ? { listedSessions: 0 } : {}),
    ...(world.seed % 2 === 0 ? { eventsAtOnce: 0 } : {}),
  };
  const store = segmentStoreOf(world);
  const membersOf = membersOracle(store, question.timezone, world.now);
  const passesFilter = createFilterOracle(world, question.timezone, membersOf);
  const person = personOracle(world.events, world.changes);
  const segments = { list: async () => store.segments };
  const { currency, zone, rates } = world.exchange;
  const money = async () => createMoney(currency, zone, rates);
  const reportsAt = (now: number) => createReports({ ...target, now: () => now, limits, segments, money });
  return {
    world,
    random,
    reports: reportsAt(world.now),
    reportsAt,
    project: { id: world.projectId, timezone: world.timezone },
    question,
    input: { ...question.parameters, ...(filters ? { filters } : {}) },
    passes: (event) => !filters || passesFilter(event, filters),
    passesFilter,
    membersOf,
    passesAt: (now) => {
      const passesThen = createFilterOracle(
        world,
        question.timezone,
        membersOracle(store, question.timezone, now),
      );
      return (event) => !filters || passesThen(event, filters);
    },
    dimensionValue: (dimension) =>
      valueOracle({ events: world.events, timezone: question.timezone, person, membersOf }, dimension),
    person,
  };
}

/** All rows of a list, a page after the other. */
export async function inPages<Row>(
  ask: (page: { limit: number; cursor?: string }) => Promise<{ data: readonly Row[]; meta: AnswerMeta }>,
  limit: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const { data, meta } = await ask({ limit, ...(cursor === undefined ? {} : { cursor }) });
    if (data.length > limit) throw new Error(`${data.length} rows on a page of ${limit}`);
    rows.push(...data);
    cursor = meta.nextCursor;
  }
  return rows;
}
