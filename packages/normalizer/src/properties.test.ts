import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flattenProperties, propertyLimits } from './properties.ts';

function flatten(json: string) {
  return flattenProperties(JSON.parse(json));
}

test('numbers, booleans and strings keep their types, by dot path', () => {
  const flat = flatten('{"plan":"pro","cart":{"total":12.5,"gift":false,"item":{"sku":"a-1"}}}');
  expect(flat.strings).toEqual({ plan: 'pro', 'cart.item.sku': 'a-1' });
  expect(flat.numbers).toEqual({ 'cart.total': 12.5 });
  expect(flat.booleans).toEqual({ 'cart.gift': false });
  expect([flat.truncated, flat.dropped]).toEqual([0, 0]);
});

test('arrays are JSON text; null and empty objects are left out without counting', () => {
  const flat = flatten('{"tags":["a",{"b":1}],"none":null,"empty":{},"list":[]}');
  expect(flat.strings).toEqual({ tags: '["a",{"b":1}]', list: '[]' });
  expect(flat.dropped).toBe(0);
});

test('what begins with two underscores is magic and never stored', () => {
  const flat = flatten('{"__path":"/a","__revenue":3,"__query":{"utm_source":"x"},"a":{"__b":1},"_c":2}');
  expect([...flat.magic]).toEqual([
    ['__path', '/a'],
    ['__revenue', 3],
    ['__query.utm_source', 'x'],
  ]);
  expect(flat.numbers).toEqual({ 'a.__b': 1, _c: 2 });
});

test('names of object members are ordinary keys and change no object', () => {
  const flat = flatten(
    '{"__proto__":{"polluted":1},"a":{"__proto__":2},"constructor":"c","toString":3,"hasOwnProperty":true}',
  );
  expect(Object.entries(flat.strings)).toEqual([['constructor', 'c']]);
  expect(Object.entries(flat.numbers)).toEqual([
    ['a.__proto__', 2],
    ['toString', 3],
  ]);
  expect(Object.entries(flat.booleans)).toEqual([['hasOwnProperty', true]]);
  expect('constructor' in flat.numbers || 'toString' in flat.strings).toBe(false);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('the 257th key and later ones are dropped and counted, magic ones aside', () => {
  const sent = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`key${n}`, n]));
  const flat = flattenProperties({ __path: '/', ...sent });
  expect(Object.keys(flat.numbers)).toHaveLength(propertyLimits.keys);
  expect(flat.dropped).toBe(300 - propertyLimits.keys);
});

test('long keys and values are cut and counted, on whole characters', () => {
  const flat = flattenProperties({ ['k'.repeat(300)]: 1, exact: 'x'.repeat(8192), long: '한'.repeat(8192) });
  expect(Object.keys(flat.numbers)).toEqual(['k'.repeat(256)]);
  expect(flat.strings.exact).toHaveLength(8192);
  expect(flat.strings.long).toBe('한'.repeat(2730));
  expect(flat.truncated).toBe(2);
});

test('where two sent keys become one, the later counts and keeps one type', () => {
  const flat = flatten('{"a.b":"first","a":{"b":2}}');
  expect(flat.strings).toEqual({});
  expect(flat.numbers).toEqual({ 'a.b': 2 });
});

test('numbers beyond a double are dropped and counted', () => {
  expect(flatten('{"big":1e400,"small":-1e400,"fine":1e300}')).toMatchObject({
    numbers: { fine: 1e300 },
    dropped: 2,
  });
});

test('deep nesting becomes JSON text at the limit, and is dropped far beyond it, without overflowing the stack', () => {
  const nested = (levels: number) => flatten(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
  expect(Object.keys(nested(propertyLimits.depth).numbers)).toEqual([Array(16).fill('a').join('.')]);
  expect(nested(propertyLimits.depth + 2).strings).toEqual({
    [Array(16).fill('a').join('.')]: '{"a":{"a":1}}',
  });
  expect(nested(10_000)).toMatchObject({ strings: {}, numbers: {}, dropped: 1 });
  expect(flatten(`{"list":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toMatchObject({
    strings: {},
    dropped: 1,
  });
});

test('whatever JSON is sent, all that is stored is within the limits', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (properties) => {
      const flat = flattenProperties(properties);
      const keys = [flat.strings, flat.numbers, flat.booleans].flatMap((kind) => Object.keys(kind));
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.length).toBeLessThanOrEqual(propertyLimits.keys);
      expect(keys.every((key) => key.length <= propertyLimits.keyLength && !key.startsWith('__'))).toBe(true);
    }),
  );
});

test('an app’s version and build are kept', () => {
  const flat = flattenProperties({ __version: '1.4.0', __buildNumber: 77, __path: '/x', __other: 1 });
  expect([{ ...flat.strings }, { ...flat.numbers }]).toEqual([{ __version: '1.4.0' }, { __buildNumber: 77 }]);
});
