import { expect, test } from 'vitest';
import { createSequence } from './sequence.ts';

test('numbers of one millisecond are never given twice, and go up', () => {
  const sequence = createSequence(() => 1_000.25);
  expect(sequence(1_000, 3)).toBe(250);
  expect(sequence(1_000, 1)).toBe(253);
  expect(sequence(1_000, 1)).toBe(254);
});

test('of two processes the one that is asked later has the larger number', () => {
  let now = 1_000.1;
  const [a, b] = [createSequence(() => now), createSequence(() => now)];
  const first = a(1_000, 1);
  now = 1_000.4;
  const second = b(1_000, 1);
  now = 1_000.7;
  expect(first).toBeLessThan(second);
  expect(second).toBeLessThan(a(1_000, 1));
});

test('a clock that ran away leaves the order of one process', () => {
  const sequence = createSequence(() => 5_000);
  const numbers = [sequence(1_000, 1), sequence(1_000, 1), sequence(1_000, 1)];
  expect(numbers).toEqual([999, 1_000, 1_001]);
});
