import { type Filter, type FilterLeaf, metricsParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { changeRow, eventRow } from './events.ts';
import { passesOracle } from './oracle/filter.ts';
import { createRandom, type Random } from './random.ts';

const day = Date.UTC(2026, 4, 1);
const texts = [
  '',
  'a',
  'ab',
  `it's`,
  '"q"',
  'back\\slash',
  '100%',
  'x_y',
  '😀',
  'line\nbreak',
  '5',
  'true',
] as const;

const random = createRandom(77);
const events = Array.from({ length: 80 }, () =>
  eventRow({
    id: random.uuid(),
    project_id: 'filters',
    timestamp: day + random.integer(0, 1000),
    device_id: 'd',
    name: random.pick(['view', 'buy']),
    path: random.pick(texts),
    country: random.pick(['', 'KR', 'US']),
    revenue: random.pick([0, 0, 1.5, 20]),
    groups: random.pick([[], ['a'], ['ab', '😀']]),
    properties: random.chance(0.6) ? { key: random.pick(texts) } : {},
    properties_number: random.chance(0.3) ? { key: random.pick([5, 0, -2.5]) } : {},
    properties_bool: random.chance(0.3) ? { key: random.chance(0.5) } : {},
  }),
);

let engine: Engine;
let reports: Reports;

beforeAll(async () => {
  engine = await startEngine();
  reports = createReports({ ...engine, now: () => day });
  await engine.insertEvents(events);
});
afterAll(() => engine.close());

async function countOf(filters: unknown): Promise<number> {
  const range = { startDate: '2026-05-01', endDate: '2026-05-01' };
  const { data } = await reports.metrics(
    { id: 'filters' },
    parseParameters(metricsParameters, { ...range, filters }),
  );
  return data.total_events;
}

function randomLeaf(choice: Random): FilterLeaf {
  const field = choice.pick([
    'country',
    'path',
    'name',
    'groups',
    'properties.key',
    'properties.key',
    'properties.none',
  ]);
  const op = choice.pick([
    'is',
    'isNot',
    'contains',
    'notContains',
    'startsWith',
    'endsWith',
    'in',
    'notIn',
    'isSet',
    'isNotSet',
  ]);
  if (op === 'isSet' || op === 'isNotSet') return { field, op };
  if (op === 'in' || op === 'notIn')
    return { field, op, value: [choice.pick(texts), choice.pick(texts)].filter((t) => t !== '') };
  // Texts only: an empty one means "not set" to the oracle.
  const text = choice.pick(texts.slice(1));
  if (op === 'is' || op === 'isNot') return { field, op, value: choice.pick([text, text, 5, true, -2.5]) };
  return { field, op, value: text };
}

function randomFilter(choice: Random, depth: number): Filter {
  if (depth === 0 || choice.chance(0.5)) return randomLeaf(choice);
  const children = Array.from({ length: choice.integer(0, 3) }, () => randomFilter(choice, depth - 1));
  return choice.chance(0.5) ? { and: children } : { or: children };
}

test('random filters, nested, pass the events that their oracle passes', { timeout: 120_000 }, async () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const filter = randomFilter(createRandom(seed), 3);
    const expected = events.filter((event) => passesOracle(event, filter)).length;
    expect(await countOf(filter), JSON.stringify(filter)).toBe(expected);
  }
});

describe('comparisons', () => {
  test.each(['gt', 'gte', 'lt', 'lte'] as const)(
    '%s compares numbers as numbers, whether of a column or a property',
    async (op) => {
      for (const field of ['revenue', 'properties.key', 'timestamp']) {
        for (const value of field === 'timestamp' ? [day + 500] : [0, 1.5, 5, -3]) {
          const filter = { field, op, value };
          const expected = events.filter((event) => passesOracle(event, filter)).length;
          expect(await countOf(filter), JSON.stringify(filter)).toBe(expected);
        }
      }
    },
  );

  test('a time may be an instant or a day', async () => {
    expect(await countOf({ field: 'timestamp', op: 'gte', value: '2026-05-01' })).toBe(80);
    expect(await countOf({ field: 'timestamp', op: 'lt', value: '2026-05-01T00:00:00Z' })).toBe(0);
  });
});

test('a regular expression is one of RE2, over the whole text', async () => {
  for (const value of ['^a', 'b$', '\\\\', `['"]`, '.', 'line.break', '😀', '^(a|ab)$']) {
    const filter = { field: 'path', op: 'regex', value } as const;
    const expected = events.filter((event) => passesOracle(event, filter)).length;
    expect(await countOf(filter), value).toBe(expected);
  }
});

test('what does not fit is refused with the path to it', async () => {
  const problems = async (filters: unknown) =>
    countOf(filters).then(
      () => [],
      (error) => error.problems.map((p: { field: string }) => p.field),
    );
  expect(await problems({ and: [{ or: [{ field: 'nope', op: 'isSet' }] }] })).toEqual([
    'filters.and.0.or.0.field',
  ]);
  expect(await problems({ field: 'country', op: 'is' })).toEqual(['filters.value']);
  expect(await problems({ field: 'country', op: 'in', value: 'KR' })).toEqual(['filters.value']);
  expect(await problems({ field: 'timestamp', op: 'gt', value: 'soon' })).toEqual(['filters.value']);
  expect(await problems({ field: 'timestamp', op: 'gt', value: 1e20 })).toEqual(['filters.value']);
  expect(await problems({ and: [], or: [] })).toEqual(['filters.or']);
  expect(await problems([])).toEqual(['filters']);
  expect(await problems({ field: 'path', op: 'regex', value: '(?=a)' })).toEqual(['filters']);
});

describe('of what an event belongs to', () => {
  const project = 'related';
  const at = (minutes: number, known: object) =>
    eventRow({ id: crypto.randomUUID(), project_id: project, timestamp: day + minutes * 60_000, ...known });

  beforeAll(async () => {
    await engine.insertEvents([
      at(0, { session_id: 's1', device_id: 'd1', path: '/in', referrer_name: 'Naver' }),
      at(1, { session_id: 's1', device_id: 'd1', path: '/out' }),
      at(2, { session_id: 's1', device_id: 'd1', name: 'buy', revenue: 3 }),
      at(5, { session_id: 's2', device_id: 'd2', path: '/in' }),
      at(6, { device_id: '', profile_id: 'old', groups: ['acme', 'other'] }),
      at(7, { device_id: 'd3', profile_id: 'bob' }),
    ]);
    const change = (kind: 'identify' | 'alias', known: object) =>
      changeRow({ id: crypto.randomUUID(), project_id: project, timestamp: day, kind, ...known });
    await engine.insertChanges([
      change('identify', { profile_id: 'ann', device_id: 'd1' }),
      change('alias', { profile_id: 'ann', alias: 'old' }),
    ]);
    const insert = (table: string, values: object[]) =>
      engine.clickhouse.insert({ table: `${engine.database}.${table}`, format: 'JSONEachRow', values });
    await insert('profiles', [
      {
        project_id: project,
        profile_id: 'ann',
        email: 'ann@x.com',
        properties: '{"plan":"pro","age":30,"a.b":true}',
        version: 1,
      },
      {
        project_id: project,
        profile_id: 'bob',
        email: 'bob@x.com',
        properties: '{"plan":"free","age":20}',
        version: 1,
      },
    ]);
    await insert('groups', [
      {
        id: crypto.randomUUID(),
        project_id: project,
        group_id: 'acme',
        type: 'company',
        name: 'Acme',
        properties: '{"size":500}',
      },
    ]);
  });

  test.each([
    ['session.entry_path', 'is', '/in', 4],
    ['session.exit_path', 'is', '/out', 3],
    ['session.referrer_name', 'is', 'Naver', 3],
    ['session.referrer_name', 'isNot', 'Naver', 3],
    ['session.duration', 'gte', 120, 3],
    ['session.page_views', 'is', 1, 1],
    ['session.is_bounce', 'is', true, 1],
    ['session.revenue', 'gt', 0, 3],
    ['session.started_at', 'gt', '2026-05-01T00:01:00Z', 1],
    ['profile.email', 'startsWith', 'ann', 4],
    ['profile.email', 'isNot', 'ann@x.com', 2],
    ['profile.plan', 'is', 'pro', 4],
    ['profile.properties.age', 'lt', 25, 1],
    ['profile.a.b', 'is', true, 4],
    ['profile.age', 'isSet', undefined, 5],
    ['profile.id', 'in', ['bob', 'nobody'], 1],
    ['cohort', 'is', '2026-05-01', 6],
    ['cohort', 'lt', '2026-05-01', 0],
    ['cohort', 'startsWith', '2026-05', 6],
    ['group.name', 'is', 'Acme', 1],
    ['group.size', 'gt', 100, 1],
    ['group.type', 'isNot', 'company', 5],
  ])('%s %s %s passes %i events', async (field, op, value, expected) => {
    const range = { startDate: '2026-05-01', endDate: '2026-05-01' };
    const filters = { field, op, ...(value === undefined ? {} : { value }) };
    const parameters = parseParameters(metricsParameters, { ...range, filters });
    expect((await reports.metrics({ id: project }, parameters)).data.total_events).toBe(expected);
  });

  test('a field that a session does not have is refused', async () => {
    await expect(countOf({ field: 'session.colour', op: 'isSet' })).rejects.toMatchObject({
      problems: [{ field: 'filters.field' }],
    });
  });
});
