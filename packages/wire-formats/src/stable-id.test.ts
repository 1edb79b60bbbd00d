import { expect, test } from 'vitest';
import { stableId } from './stable-id.ts';

const uuidV8 = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

test('a UUID stays what it is, in lower case', () => {
  expect(stableId('0193A5B2-1234-7ABC-8DEF-012345678901')).toBe('0193a5b2-1234-7abc-8def-012345678901');
});

test.each(['ajs-next-1795908269589-7d1326cf', 'a', '0193a5b2', 42, 'ä'])(
  '%j is always the same UUIDv8',
  (id) => {
    expect(stableId(id)).toMatch(uuidV8);
    expect(stableId(id)).toBe(stableId(id));
  },
);

test('two ids are never one, and what a message brings along has an id of its own', () => {
  const id = '0193a5b2-1234-7abc-8def-012345678901';
  const ids = ['a', 'b', 1, '1 ', id].map((sent) => stableId(sent));
  const more = [stableId(id, 'traits'), stableId(id, 'member'), stableId('a', 'b'), stableId('a,b')];
  expect(new Set([...ids, ...more]).size).toBe(ids.length + more.length);
});

test.each([undefined, null, '', {}, true])('%j is none', (id) => {
  expect(stableId(id)).toBeUndefined();
});
