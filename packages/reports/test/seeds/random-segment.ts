import type { SegmentDefinition } from '@gatrix/analytics-protocol/insights';
import { segmentDefinition } from '@gatrix/analytics-protocol/insights';
import { localDate, shiftDate } from '../oracle/local-time.ts';
import type { SegmentStore } from '../oracle/segment.ts';
import { createRandom, type Random } from '../random.ts';
import { randomFilter, randomLeafOf } from './random-filter.ts';
import { devices, names, type World } from './world.ts';

const comparisons = ['is', 'isNot', 'gt', 'gte', 'lt', 'lte'] as const;
export const listId = 'list';

const stores = new WeakMap<World, SegmentStore>();

/** A world with segments and a list; each segment may name those before it. */
export function segmentStoreOf(world: World): SegmentStore {
  const known = stores.get(world);
  if (known) return known;
  const random = createRandom(world.seed + 5_000_000);
  const segments: SegmentStore['segments'][number][] = [];
  for (const id of ['segment-0', 'segment-1', 'segment-2']) {
    const named = segments.map((segment) => segment.id);
    segments.push({ id, name: `The ${id}`, definition: randomDefinition(world, random, named) });
  }
  const { events, changes, groups } = world;
  const store = { events, changes, groups, segments, lists: { [listId]: randomList(random) } };
  stores.set(world, store);
  return store;
}

export const segmentIds = ['segment-0', 'segment-1', 'segment-2'] as const;

/** What reports can be broken down by of an event's person. */
export const personDimensions = [
  'segment.segment-0',
  'segment.segment-1',
  'segment.segment-2',
  'first.utm_campaign',
  'first.channel',
  'first.country',
  'first.day',
  'first.platform',
  'first.properties.level',
] as const;

function randomList(random: Random): string[] {
  const ids = ['p0', 'p1', 'p2', 'p3', 'p4', 'nobody', ...devices];
  return ids.filter((id) => id !== '' && random.chance(0.4));
}

/** As it is stored: parsed from what a request would say. */
export function randomDefinition(world: World, random: Random, named: readonly string[]): SegmentDefinition {
  return segmentDefinition.parse(randomNode(world, random, named, 2));
}

export function randomNode(world: World, random: Random, named: readonly string[], depth: number): object {
  if (depth === 0 || random.chance(0.4)) return randomCondition(world, random, named);
  const children = Array.from({ length: random.integer(1, 3) }, () =>
    randomNode(world, random, named, depth - 1),
  );
  return random.chance(0.5) ? { and: children } : { or: children };
}

function randomCondition(world: World, random: Random, named: readonly string[]): object {
  const kind = random.integer(0, 9);
  if (kind < 4) return randomDid(world, random, named);
  if (kind < 7) return randomWho(world, random, named);
  if (kind < 8) return { list: listId, in: random.chance(0.7) };
  return randomFunnel(world, random, named);
}

function randomDid(world: World, random: Random, named: readonly string[]): object {
  const op = random.pick(comparisons);
  const amount = random.pick(['count', 'sum', 'nothing'] as const);
  const property = random.pick(['revenue', 'properties.level']);
  return {
    did: random.chance(0.7),
    ...(random.chance(0.7) ? { event: random.pick(names) } : {}),
    ...(random.chance(0.4) ? { filters: randomFilter(world, random, 1, named) } : {}),
    ...(amount === 'count' ? { count: { op, value: random.integer(0, 4) } } : {}),
    ...(amount === 'sum' ? { sum: { property, op, value: random.pick([0, 0.3, 2.5, 45, 100]) } } : {}),
    ...(random.chance(0.6) ? { range: randomRange(world, random) } : {}),
  };
}

function randomRange(world: World, random: Random): object {
  const days = random.pick([1, 2, 3, 40, 400]);
  const kind = random.integer(0, 2);
  if (kind === 0) return { lastDays: days };
  if (kind === 1) return { firstDays: random.pick([1, 1, 2, 30]) };
  return randomDates(world, random);
}

function randomDates(world: World, random: Random): { startDate?: string; endDate?: string } {
  const middle = localDate('UTC', world.middle);
  const startDate = shiftDate(middle, -random.integer(0, 3));
  const endDate = shiftDate(middle, random.integer(0, 3));
  return random.pick([{ startDate }, { endDate }, { startDate, endDate }]);
}

function randomWho(world: World, random: Random, named: readonly string[]): object {
  if (named.length > 0 && random.chance(0.3)) {
    const value = named.filter(() => random.chance(0.6));
    return { field: 'segment', op: random.pick(['in', 'notIn'] as const), value };
  }
  const of = random.pick([
    /^(profile|group)\./,
    /^first\./,
    /^first\./,
    /^cohort$/,
    /^(?!cohort$)\w+$|^properties\./,
  ]);
  const leaf = randomLeafOf(world, random, (field) => of.test(field));
  const isOfEvent = !/^((profile|group|first)\.|cohort$)/.test(leaf.field);
  return isOfEvent ? { ...leaf, field: `last.${leaf.field}` } : leaf;
}

function randomFunnel(world: World, random: Random, named: readonly string[]): object {
  const steps = Array.from({ length: random.integer(2, 3) }, () => ({
    anyOf: [...new Set<string>([random.pick(names), random.pick(names)])],
    ...(random.chance(0.2) ? { filters: randomFilter(world, random, 0, named) } : {}),
  }));
  const at = random.integer(2, steps.length);
  return {
    funnel: {
      steps,
      order: random.pick(['ordered', 'ordered', 'strict', 'any'] as const),
      window: random.pick(['1h', '24h', 'session', random.pick(world.windows)]),
      ...(random.chance(0.3) ? { filters: randomFilter(world, random, 0, named) } : {}),
      ...(random.chance(0.5) ? { lastDays: random.pick([2, 40, 400]) } : randomDates(world, random)),
    },
    ...(random.chance(0.5) ? { reached: random.pick([1, at]) } : { lost: at }),
  };
}
