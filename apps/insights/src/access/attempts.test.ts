import { expect, test } from 'vitest';
import { createAttempts } from './attempts.ts';

test('after so many tries there is no other until the window is over, or one was right', () => {
  let time = 0;
  const attempts = createAttempts({ max: 2, windowMs: 1_000, now: () => time });
  expect([attempts.take('a'), attempts.take('a'), attempts.take('a')]).toEqual([true, true, false]);
  expect(attempts.take('b')).toBe(true);
  time = 999;
  expect(attempts.take('a')).toBe(false);
  time = 1_000;
  expect([attempts.take('a'), attempts.take('a'), attempts.take('a')]).toEqual([true, true, false]);
  attempts.reset('a');
  expect(attempts.take('a')).toBe(true);
});
