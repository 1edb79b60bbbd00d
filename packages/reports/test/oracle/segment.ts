import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import {
  type DidCondition,
  type FilterLeaf,
  type FunnelCondition,
  type SegmentCondition,
  type SegmentDefinition,
  segmentDefinition,
} from '@gatrix/analytics-protocol/insights';
import type { SavedSegment } from '../../src/index.ts';
import { createFilterOracle, type MembersOf, negatives, type Stored } from './filter.ts';
import { firstOracle, firstValues } from './first-touch.ts';
import { attemptOracle } from './funnel.ts';
import { localDate, shiftDate, startOfDate } from './local-time.ts';
import { aliasOracle, personOracle } from './persons.ts';
import { profileOracle, seenOracle } from './profiles.ts';
import { byTime, groupedBy } from './sessions.ts';
import { eventValue, groupValue, meets, profileValue, type Value } from './values.ts';

/** What is known of a project, and its segments. */
export interface SegmentStore extends Stored {
  readonly segments: readonly SavedSegment[];
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

export interface Seen {
  readonly first: number;
  readonly last: number;
}

/** The end of the local day of an instant. */
export function dayEnd(timezone: string, instant: number): number {
  return startOfDate(timezone, shiftDate(localDate(timezone, instant), 1));
}

/** Who is in each segment, by id. */
export function membersOracle(store: SegmentStore, timezone: string, now: number, isPast = false): MembersOf {
  const oracle = segmentOracle(store, timezone, now, isPast);
  const known = new Map<string, ReadonlyMap<string, Seen>>();
  return (id) => {
    const definition = id.startsWith('{')
      ? segmentDefinition.parse(JSON.parse(id))
      : store.segments.find((one) => one.id === id)?.definition;
    if (!definition) throw new Error(`no segment ${id}`);
    const members = known.get(id) ?? oracle(definition);
    known.set(id, members);
    return members;
  };
}

/**
 * Whom a definition is true of, of everybody with an event or a profile. `isPast`: as it was at the end of the local day of `now`.
 */
export function segmentOracle(store: SegmentStore, timezone: string, now: number, isPast = false) {
  const today = dayEnd(timezone, now);
  const until = isPast ? today : Number.POSITIVE_INFINITY;
  const person = personOracle(store.events, store.changes);
  const past = groupedBy(
    store.events.filter(({ timestamp }) => timestamp < until),
    person,
  );
  const membersOf: MembersOf = (id) => membersOracle(store, timezone, now, isPast)(id);
  const people = everybody(store, past, until);
  const passes = createFilterOracle(store, timezone, membersOf);
  const isTrue = conditionOracle({ store, timezone, until: today, person, past, membersOf, passes });
  return (definition: SegmentDefinition): ReadonlyMap<string, Seen> => {
    const meetsNode = (node: SegmentDefinition, who: string): boolean => {
      if ('and' in node) return node.and.every((child) => meetsNode(child, who));
      if ('or' in node) return node.or.some((child) => meetsNode(child, who));
      return isTrue(node, who);
    };
    return new Map([...people].filter(([who]) => meetsNode(definition, who)));
  };
}

/** When they were seen: in their events by then, and ever under a profile id that was known by then. */
function everybody({ events, changes }: SegmentStore, past: ReadonlyMap<string, EventRow[]>, until: number) {
  const aliased = aliasOracle(changes);
  const people = new Map<string, Seen>();
  const see = (who: string, first: number, last: number) => {
    const known = people.get(who) ?? { first, last };
    people.set(who, { first: Math.min(first, known.first), last: Math.max(last, known.last) });
  };
  for (const [who, own] of past) for (const { timestamp } of own) see(who, timestamp, timestamp);
  for (const [id, rows] of groupedBy([...events, ...changes], ({ profile_id }) => profile_id)) {
    const times = rows.map(({ timestamp }) => timestamp);
    if (id !== '' && Math.min(...times) < until) see(aliased(id), Math.min(...times), Math.max(...times));
  }
  people.delete('');
  return people;
}

interface Scope {
  readonly store: SegmentStore;
  readonly timezone: string;
  readonly until: number;
  readonly person: ReturnType<typeof personOracle>;
  readonly past: ReadonlyMap<string, EventRow[]>;
  readonly membersOf: MembersOf;
  readonly passes: ReturnType<typeof createFilterOracle>;
}

function conditionOracle(scope: Scope) {
  const isWho = whoOracle(scope);
  const isListed = listOracle(scope);
  return (leaf: SegmentCondition, who: string): boolean => {
    if ('did' in leaf) return leaf.did === did(scope, leaf, who);
    if ('funnel' in leaf) return inFunnel(scope, leaf, who);
    if ('list' in leaf) return leaf.in === isListed(leaf.list).has(who);
    return isWho(leaf, who);
  };
}

function whoOracle({ store, timezone, past, person, membersOf }: Scope) {
  const { changes, groups, events } = store;
  const profileOf = profileOracle(changes);
  const seen = seenOracle(events, changes);
  const firstOf = firstOracle([...past.values()].flat(), person);
  const valuesOf = (who: string, field: string): Value[] => {
    const own = past.get(who) ?? [];
    const [, of = '', key = ''] = /^(profile|group|last)\.(.+)$/s.exec(field) ?? [];
    if (of === 'last') {
      const latest = [...own].sort(byTime).at(-1);
      return latest ? [eventValue(latest, key)] : [];
    }
    if (of === 'group') {
      const assigned = changes.filter((row) => row.kind === 'assign_group' && person(row) === who);
      const ids = [...own, ...assigned].flatMap((row) => row.groups);
      return groups.filter((row) => ids.includes(row.group_id)).map((row) => groupValue(row, key));
    }
    if (of !== 'profile')
      return firstValues(firstOf(who), field === 'cohort' ? 'first.day' : field, timezone);
    const times = seen.get(who);
    if (key === 'first_seen_at') return times ? [{ kind: 'time', time: times.first }] : [];
    if (key === 'last_seen_at') return times ? [{ kind: 'time', time: times.last }] : [];
    const profile = profileOf(who);
    if (!profile) return [];
    if (key === 'id') return profile.ids.map((text) => ({ kind: 'text', text }));
    return [profileValue(profile, key)];
  };
  const isTrue = (leaf: FilterLeaf, who: string): boolean => {
    const positive = negatives[leaf.op];
    if (positive) return !isTrue({ ...leaf, op: positive }, who);
    if (leaf.field === 'segment')
      return [leaf.value ?? []].flat().some((id) => membersOf(String(id)).has(who));
    return valuesOf(who, leaf.field).some((value) => meets(value, leaf, timezone));
  };
  return isTrue;
}

/** Whether it is true, did or did not aside. */
function did({ timezone, until, past, passes }: Scope, leaf: DidCondition, who: string): boolean {
  const own = past.get(who) ?? [];
  const days = own.map(({ timestamp }) => localDate(timezone, timestamp)).sort();
  const fitting = own.filter(
    (event) =>
      (leaf.event === undefined || event.name === leaf.event) &&
      isInRange(leaf, timezone, until, days[0] ?? '', event.timestamp) &&
      (!leaf.filters || passes(event, leaf.filters)),
  );
  if (!leaf.sum) return compared(fitting.length, leaf.count ?? { op: 'gte', value: 1 });
  const { property } = leaf.sum;
  const numbers = fitting.map((event) =>
    property === 'revenue'
      ? Number(event.revenue)
      : (event.properties_number[property.replace('properties.', '')] ?? 0),
  );
  // Millionths add up exactly.
  const millionths = numbers.reduce((sum, number) => sum + Math.round(number * 1e6), 0);
  return compared(millionths, { op: leaf.sum.op, value: Math.round(leaf.sum.value * 1e6) });
}

function isInRange({ range }: DidCondition, timezone: string, until: number, firstDay: string, time: number) {
  if (!range) return true;
  const date = localDate(timezone, time);
  if ('firstDays' in range) return date < shiftDate(firstDay, range.firstDays);
  if ('lastDays' in range) {
    const today = localDate(timezone, until - 1);
    return date >= shiftDate(today, 1 - range.lastDays) && date <= today;
  }
  const { startDate = '0000-01-01', endDate = '9999-01-01' } = range;
  return date >= startDate && date <= endDate;
}

function compared(a: number, { op, value: b }: { readonly op: string; readonly value: number }): boolean {
  const order = { is: a === b, isNot: a !== b, gt: a > b, gte: a >= b, lt: a < b, lte: a <= b };
  return order[op as keyof typeof order];
}

function inFunnel({ timezone, until, past, passes }: Scope, leaf: FunnelCondition, who: string): boolean {
  const { funnel, reached, lost } = leaf;
  const own = (past.get(who) ?? []).filter((event) => !funnel.filters || passes(event, funnel.filters));
  const today = localDate(timezone, until - 1);
  const { startDate = '', endDate = today } = funnel;
  const inRange = (time: number) => {
    const date = localDate(timezone, time);
    if (funnel.lastDays !== undefined) return date >= shiftDate(today, 1 - funnel.lastDays) && date <= today;
    return date >= (startDate || shiftDate(endDate, -29)) && date <= endDate;
  };
  const question = {
    steps: funnel.steps.map(
      (step) => (event: EventRow) =>
        step.anyOf.includes(event.name) && (!step.filters || passes(event, step.filters)),
    ),
    windowMs: funnel.window === 'session' ? Number.POSITIVE_INFINITY : funnel.window,
    order: funnel.order,
    inRange,
    exclusions: funnel.exclusions.map(({ event, from = 1, to = funnel.steps.length }) => ({
      is: ({ name }: EventRow) => name === event,
      ...{ from, to },
    })),
  };
  const inSessions = own.filter(({ session_id }) => session_id !== '');
  const parts =
    funnel.window === 'session' ? [...groupedBy(inSessions, (event) => event.session_id).values()] : [own];
  const steps = Math.max(0, ...parts.map((part) => attemptOracle(part, question).length));
  return reached === undefined ? steps > 0 && steps + 1 === lost : steps >= reached;
}

/** Whom the ids on a list are of: profiles, else devices. */
function listOracle({ store, person }: Scope) {
  const profiles = new Set([...store.events, ...store.changes].map(({ profile_id }) => profile_id));
  return (list: string): ReadonlySet<string> => {
    const ids = store.lists[list] ?? [];
    return new Set(
      ids.map((id) =>
        person(profiles.has(id) ? { profile_id: id, device_id: '' } : { profile_id: '', device_id: id }),
      ),
    );
  };
}
