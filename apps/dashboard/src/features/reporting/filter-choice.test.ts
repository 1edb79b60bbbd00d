import { filters } from '@gatrix/analytics-protocol/insights';
import { expect, test } from 'vitest';
import {
  choicesOf,
  didChoice,
  type FilterChoice,
  filterOf,
  readFilters,
  toggled,
  writeFilters,
} from './filter-choice.ts';

const kr: FilterChoice = { field: 'country', op: 'is', value: 'KR' };
const jp: FilterChoice = { field: 'country', op: 'is', value: 'JP', or: true };
const level: FilterChoice = { field: 'properties.level', op: 'gte', value: '10' };
const plans: FilterChoice = { field: 'profile.plan', op: 'in', value: 'pro\na~b, c' };

test('all hold; of those that are joined by "or", one', () => {
  const filter = filterOf([kr, jp, level, plans]);
  expect(filter).toEqual({
    and: [
      {
        or: [
          { field: 'country', op: 'is', value: 'KR' },
          { field: 'country', op: 'is', value: 'JP' },
        ],
      },
      { field: 'properties.level', op: 'gte', value: 10 },
      { field: 'profile.plan', op: 'in', value: ['pro', 'a~b, c'] },
    ],
  });
  expect(filters.safeParse(filter).success).toBe(true);
});

test('an order is of numbers where both are, else of texts', () => {
  const asked = (value: string) => filterOf([{ ...level, value }]);
  expect(asked('1.5')).toEqual({ and: [{ field: 'properties.level', op: 'gte', value: 1.5 }] });
  expect(asked('1.5.0')).toEqual({ and: [{ field: 'properties.level', op: 'gte', value: '1.5.0' }] });
});

test('they come back from the address as they were', () => {
  const all = [kr, jp, level, plans];
  expect(readFilters(writeFilters(all))).toEqual(all);
  expect(readFilters(['|country~is~KR', 'drop~table', 'country~was~KR'])).toEqual([{ ...kr, or: false }]);
});

test('what people did or did not do is a filter, too, in the address and back from a board', () => {
  const bought = didChoice({ did: true, event: 'purchase', count: { op: 'gte', value: 3 } });
  const left = { ...didChoice({ did: false, event: 'a~b', range: { lastDays: 7 } }), or: true };
  expect(readFilters(writeFilters([bought, left]))).toEqual([bought, left]);
  expect(readFilters(['did~is~purchase'])).toEqual([]);
  const filter = filters.parse(filterOf([bought, left]));
  const written = {
    or: [
      { did: true, event: 'purchase', count: { op: 'gte', value: 3 } },
      { did: false, event: 'a~b', range: { lastDays: 7 } },
    ],
  };
  expect(filter).toEqual(filters.parse({ and: [written] }));
  expect(choicesOf(filter)).toEqual([bought, left]);
});

test('taking away the first of a group leaves the others joined among themselves', () => {
  const de: FilterChoice = { ...jp, value: 'DE' };
  expect(toggled([level, kr, jp, de], kr)).toEqual([level, { ...jp, or: false }, de]);
  expect(toggled([kr, jp, de], jp)).toEqual([kr, de]);
  expect(toggled([kr], jp)).toEqual([kr, jp]);
});

test('a filter that choices can say is read as them, and one that says more is not', () => {
  const all = [kr, jp, level, plans];
  expect(choicesOf(filterOf(all) ?? { and: [] })).toEqual(all);
  const country = { field: 'country', op: 'is', value: 'KR' } as const;
  const set = { field: 'profile.vip', op: 'isSet' } as const;
  expect(choicesOf({ and: [{ and: [country, set] }, set] })).toHaveLength(3);
  expect(choicesOf({ or: [country, set] })).toEqual([country, { ...set, value: '', or: true }]);
  expect(choicesOf({ or: [country, { and: [set] }] })).toBe(undefined);
  expect(choicesOf({ or: [] })).toBe(undefined);
  expect(choicesOf({ field: 'path', op: 'regex', value: '.' })).toBe(undefined);
  expect(choicesOf({ field: 'path', op: 'is', value: ['a', 'b'] })).toBe(undefined);
});
