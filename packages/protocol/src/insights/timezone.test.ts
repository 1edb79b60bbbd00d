import { expect, test } from 'vitest';
import { timezone } from './parameters.ts';

test.each([
  ['Asia/Seoul', 'Asia/Seoul'],
  ['asia/seoul', 'Asia/Seoul'],
  ['ASIA/SEOUL', 'Asia/Seoul'],
  ['america/new_york', 'America/New_York'],
  // An older name is kept as it was given.
  ['Asia/Kolkata', 'Asia/Kolkata'],
  ['US/Pacific', 'US/Pacific'],
  ['CET', 'CET'],
  ['ASIA/KOLKATA', 'Asia/Calcutta'],
  ['Asia/kolkata', 'Asia/Calcutta'],
  ['america/port-au-prince', 'America/Port-au-Prince'],
  ['AMERICA/ARGENTINA/BUENOS_AIRES', 'America/Buenos_Aires'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['etc/gmt+5', 'Etc/GMT+5'],
  ['UTC', 'UTC'],
  ['utc', 'UTC'],
])('%s is %s', (given, written) => {
  expect(timezone.parse(given)).toBe(written);
});

test.each(['Mars/Olympus', 'BST', '+09:00', ''])('%j is no zone', (name) => {
  expect(timezone.safeParse(name).success).toBe(false);
});
