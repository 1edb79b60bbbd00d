import type { EventRow } from '@gatrix/analytics-clickhouse-schema';
import {
  eventNamesParameters,
  eventsParameters,
  exportParameters,
  type Filter,
  ingestHealthParameters,
  profileEventsParameters,
  profileParameters,
  profileSorts,
  profilesParameters,
  propertyNamesParameters,
  type SegmentDefinition,
  sessionsParameters,
  valueNamesParameters,
} from '@gatrix/analytics-protocol/insights';
import { expect } from 'vitest';
import { NotFoundError, parseParameters } from '../../../src/index.ts';
import { ingestHealthOracle } from '../../oracle/ingest-health.ts';
import {
  eventItemOracle,
  namesOracle,
  profilesOracle,
  sessionItemOracle,
  sortedProfilesOracle,
  typeNames,
} from '../../oracle/lists.ts';
import { localInstant } from '../../oracle/local-time.ts';
import { compareText, countedSessions, revenueOf } from '../../oracle/overview.ts';
import { aliasOracle } from '../../oracle/persons.ts';
import { segmentOracle } from '../../oracle/segment.ts';
import { byTime, distinct } from '../../oracle/sessions.ts';
import { type Ask, type Check, inPages } from '../check.ts';
import { randomFilter } from '../random-filter.ts';
import { segmentIds, segmentStoreOf } from '../random-segment.ts';
import { names } from '../world.ts';

const counted = ({ world, question, passes }: Ask) =>
  world.events.filter((event) => question.inRange(event.timestamp) && passes(event));
const newestFirst = (events: readonly EventRow[]) => [...events].sort((a, b) => byTime(b, a));

export const events: Check = async (ask) => {
  const { reports, project, input, random, question } = ask;
  const rows = await inPages(
    (page) => reports.events(project, parseParameters(eventsParameters, { ...input, ...page })),
    random.pick([1000, 3, 7]),
  );
  expect(rows).toEqual(newestFirst(counted(ask)).map((event) => eventItemOracle(event, question.timezone)));
};

export const sessions: Check = async ({ world, question, reports, project, input, passes, random }) => {
  const rows = await inPages(
    (page) => reports.sessions(project, parseParameters(sessionsParameters, { ...input, ...page })),
    random.pick([1000, 1, 2]),
  );
  const expected = countedSessions(world.events, question.inRange, passes)
    .sort((a, b) => b.start - a.start || compareText(b.id, a.id))
    .map((session) => sessionItemOracle(session, question.timezone));
  expect(rows).toEqual(expected);
};

export const exported: Check = async (ask) => {
  const { reports, project, input, question } = ask;
  const file = await reports.exportEvents(project, parseParameters(exportParameters, input));
  const chunks: Buffer[] = [];
  for await (const chunk of file.stream) chunks.push(Buffer.from(chunk));
  const lines = Buffer.concat(chunks).toString().split('\n');
  expect(lines.pop()).toBe('');
  const byId = (a: { id: string }, b: { id: string }) => compareText(a.id, b.id);
  const found = lines.map((line): { id: string } => JSON.parse(line)).sort(byId);
  expect(found).toEqual(
    counted(ask)
      .map((event) => eventItemOracle(event, question.timezone))
      .sort(byId),
  );
};

export const eventNames: Check = async (ask) => {
  const { reports, project, input, random } = ask;
  const search = random.pick([undefined, 'VIEW', 'session', '😀']);
  const rows = await inPages(
    (page) =>
      reports.eventNames(project, parseParameters(eventNamesParameters, { ...input, ...page, search })),
    random.pick([1000, 2]),
  );
  expect(rows).toEqual(
    namesOracle(
      counted(ask).map((event) => event.name),
      search,
    ),
  );
};

export const propertyNames: Check = async (ask) => {
  const { reports, project, input, random } = ask;
  const [search, event] = [random.pick([undefined, 'E', `'y`]), random.pick([undefined, names[0]])];
  const rows = await inPages(
    (page) =>
      reports.propertyNames(
        project,
        parseParameters(propertyNamesParameters, { ...input, ...page, search, event }),
      ),
    random.pick([1000, 1]),
  );
  const of = counted(ask).filter(({ name }) => event === undefined || name === event);
  expect(rows).toEqual(typeNames(of, search));
};

export const valueNames: Check = async (ask) => {
  const { reports, project, input, random } = ask;
  const field = random.pick([
    'name',
    'path',
    'device_id',
    'revenue',
    'latitude',
    'groups',
    'properties.level',
    `properties.k.e'y`,
  ]);
  const [search, event] = [random.pick([undefined, undefined, 'A', '2']), random.pick([undefined, names[0]])];
  const rows = await inPages(
    (page) =>
      reports.valueNames(
        project,
        parseParameters(valueNamesParameters, { ...input, ...page, field, search, event }),
      ),
    random.pick([1000, 2]),
  );
  const of = counted(ask).filter(({ name }) => event === undefined || name === event);
  const valuesOf = (row: EventRow): string[] => {
    if (field === 'groups') return [...row.groups];
    if (field === 'revenue') return row.revenue === 0 ? [] : [String(row.revenue)];
    if (field === 'latitude') return row.latitude === null ? [] : [String(row.latitude)];
    const key = field.replace(/^properties\./, '');
    if (key !== field)
      return [row.properties[key] ?? row.properties_number[key] ?? row.properties_bool[key] ?? []]
        .flat()
        .map(String);
    const text = String(row[field as keyof EventRow]);
    return text === '' ? [] : [text];
  };
  expect(rows).toEqual(namesOracle(of.flatMap(valuesOf), search));
};

export const profiles: Check = async ({ world, reports, project, question, random }) => {
  const search = random.pick([undefined, undefined, 'P1', 'ann', 'y.COM', '안나', `o'h`, 'nobody']);
  const ids = random.pick([undefined, undefined, ['p1', 'd3', 'nobody']]);
  const zone = question.parameters.timezone ? { timezone: question.timezone } : {};
  const ask = (more: object, limit: number) =>
    inPages(
      (page) => reports.profiles(project, parseParameters(profilesParameters, { ...zone, ...page, ...more })),
      limit,
    );
  expect(await ask({ search, ids }, random.pick([1000, 1]))).toEqual(
    profilesOracle(world, question.timezone, search, ids),
  );
  const everybody = profilesOracle(world, question.timezone, undefined, undefined);
  for (const sort of profileSorts) {
    const order = { sort, direction: random.pick(['asc', 'desc'] as const) };
    expect(await ask({ ...order, totals: true }, random.pick([1000, 1, 2])), JSON.stringify(order)).toEqual(
      sortedProfilesOracle(everybody, world, order),
    );
  }
  const membersOf = segmentOracle(segmentStoreOf(world), question.timezone, world.now);
  const ofPeople = /^(segment|cohort|\w+|(profile|group|first|properties)\..*)$/;
  for (const fields of [ofPeople, ofPeople, /^\w+$/, /^(country|name|path|browser)$/]) {
    const filters = randomFilter(world, random, 1, segmentIds, fields);
    const passing = membersOf(lastEventsOf(filters));
    expect(await ask({ filters }, 1000), JSON.stringify(filters)).toEqual(
      everybody.filter(({ id }) => passing.has(id)),
    );
  }
};

/** The same of people: fields of events are those of their last event. */
function lastEventsOf(filter: Filter): SegmentDefinition {
  if ('and' in filter) return { and: filter.and.map(lastEventsOf) };
  if ('or' in filter) return { or: filter.or.map(lastEventsOf) };
  return /^(segment|cohort)$|^(profile|group|first)\./.test(filter.field)
    ? filter
    : { ...filter, field: `last.${filter.field}` };
}

export const profile: Check = async (ask) => {
  const { world, reports, project, input, question, person, random, passes } = ask;
  const id = random.pick(['p0', 'p1', 'p2', 'p3', 'd3', 'd4', 'nobody']);
  const who = aliasOracle(world.changes)(id);
  const own = world.events.filter((event) => person(event) === who);
  const rows = await inPages(
    (page) =>
      reports.profileEvents(project, parseParameters(profileEventsParameters, { ...input, ...page, id })),
    random.pick([1000, 3]),
  );
  const inRange = own.filter((event) => question.inRange(event.timestamp) && passes(event));
  expect(rows).toEqual(newestFirst(inRange).map((event) => eventItemOracle(event, question.timezone)));
  const changes = world.changes.filter((change) => person(change) === who);
  const asked = reports.profile(
    project,
    parseParameters(profileParameters, { timezone: question.timezone, id }),
  );
  if (own.length + changes.length === 0) {
    await expect(asked).rejects.toBeInstanceOf(NotFoundError);
    return;
  }
  const times = [...own, ...changes].map(({ timestamp }) => timestamp);
  expect((await asked).data).toMatchObject({
    id: who,
    total_events: own.length,
    total_sessions: distinct(own.map((event) => event.session_id)),
    total_revenue: revenueOf(own),
    device_ids: [...new Set(own.map((event) => event.device_id))].filter((device) => device !== '').sort(),
    country: own.toSorted(byTime).at(-1)?.country ?? '',
    first_seen_at: localInstant(question.timezone, Math.min(...times)),
    last_seen_at: localInstant(question.timezone, Math.max(...times)),
  });
};

export const ingestHealth: Check = async ({ world, reports, project, question, random }) => {
  const interval = random.pick([
    'day',
    'week',
    'month',
    question.to - question.from < 30 * 86_400_000 ? 'hour' : 'day',
  ] as const);
  const parameters = parseParameters(ingestHealthParameters, { ...question.parameters, interval });
  const { data } = await reports.ingestHealth(project, parameters);
  expect(data).toEqual(ingestHealthOracle(world, question, interval));
};
