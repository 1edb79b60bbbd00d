import { expect, test } from 'vitest';
import { foldProfile, type ProfileChange } from './fold-profile.ts';

const change = (kind: string, timestamp: number, traits: ProfileChange['traits']): ProfileChange => ({
  ...{ kind, timestamp, traits, receivedAt: 0, sequence: 0 },
  ...{ deviceId: '', property: '', amount: 0, groups: [] },
});
const traitsOf = (...changes: ProfileChange[]) => foldProfile(changes).properties;

test('set_once sets what is not there at its time, in whatever order it comes', () => {
  const [first, second] = [change('set_once', 1, { a: 1 }), change('set_once', 2, { a: 2, b: false })];
  expect(traitsOf(first, second)).toEqual({ a: 1, b: false });
  expect(traitsOf(second, first)).toEqual({ a: 1, b: false });
  expect(traitsOf(first, change('identify', 2, { a: null }), change('set_once', 3, { a: 3 }))).toEqual({
    a: 3,
  });
  expect(traitsOf(change('identify', 1, { a: 'set' }), second)).toEqual({ a: 'set', b: false });
});

test('append begins a list, goes on with one that identify set, and keeps types', () => {
  expect(traitsOf(change('append', 1, { a: 'x' }), change('append', 2, { a: 7 }))).toEqual({ a: '["x",7]' });
  expect(traitsOf(change('identify', 1, { a: '["x"]' }), change('append', 2, { a: true }))).toEqual({
    a: '["x",true]',
  });
  expect(traitsOf(change('identify', 1, { a: '[no list' }), change('append', 2, { a: 1 }))).toEqual({
    a: '[1]',
  });
});

test('a list ends where a trait may not be longer', () => {
  const many = Array.from({ length: 3_000 }, (_, index) => change('append', index, { a: index }));
  const list = String(traitsOf(...many).a);
  expect(list.length).toBeLessThanOrEqual(8_192);
  expect(JSON.parse(list).slice(0, 3)).toEqual([0, 1, 2]);
});
