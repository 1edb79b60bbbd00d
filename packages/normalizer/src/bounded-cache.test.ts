import { expect, test } from 'vitest';
import { cached } from './bounded-cache.ts';

function counting(size: number) {
  const computed: string[] = [];
  const lookUp = cached(size, (key) => {
    computed.push(key);
    return { key };
  });
  return { computed, lookUp };
}

test('a result is computed once while it is remembered', () => {
  const { computed, lookUp } = counting(4);
  expect(lookUp('a')).toBe(lookUp('a'));
  expect(computed).toEqual(['a']);
});

test('no more than the given number of results are alive, and used ones outlive unused ones', () => {
  const { computed, lookUp } = counting(4);
  lookUp('kept');
  for (let n = 0; n < 100; n += 1) {
    lookUp(`passing ${n}`);
    lookUp('kept');
  }
  expect(computed.filter((key) => key === 'kept')).toHaveLength(1);
  lookUp('passing 0');
  expect(computed.filter((key) => key === 'passing 0')).toHaveLength(2);
});

test('a size of 0 remembers nothing', () => {
  const { computed, lookUp } = counting(0);
  lookUp('a');
  lookUp('a');
  expect(computed).toEqual(['a', 'a']);
});
