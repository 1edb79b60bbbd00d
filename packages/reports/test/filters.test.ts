import { type Filter, type FilterLeaf, metricsParameters } from '@gatrix/analytics-protocol/insights';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReports, parseParameters, type Reports } from '../src/index.ts';
import { type Engine, startEngine } from './engine.ts';
import { eventRow } from './events.ts';
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
  const text = choice.pick(texts.slice(1) as unknown as readonly [string, ...string[]]);
  if (op === 'is' || op === 'isNot') return { field, op, value: choice.pick([text, text, 5, true, -2.5]) };
  return { field, op, value: text };
}

function randomFilter(choice: Random, depth: number): Filter {
  if (depth === 0 || choice.chance(0.5)) return randomLeaf(choice);
  const children = Array.from({ length: choice.integer(0, 3) }, () => randomFilter(choice, depth - 1));
  return choice.chance(0.5) ? { and: children } : { or: children };
}

test('random filters, nested, pass the events that their oracle passes', async () => {
  for (let seed = 1; seed <= 150; seed += 1) {
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
