import { expect, test } from 'vitest';
import { timezone } from './parameters.ts';

test.each([
  ['Asia/Seoul', 'Asia/Seoul'],
  ['asia/seoul', 'Asia/Seoul'],
  ['ASIA/SEOUL', 'Asia/Seoul'],
  ['america/new_york', 'America/New_York'],
  // An older name is kept as it was given.
  ['Asia/Kolkata', 'Asia/Kolkata'],
  ['UTC', 'UTC'],
  ['utc', 'UTC'],
])('%s is %s', (given, written) => {
  expect(timezone.parse(given)).toBe(written);
});

test.each(['Mars/Olympus', 'BST', '+09:00', ''])('%j is no zone', (name) => {
  expect(timezone.safeParse(name).success).toBe(false);
});
