import { expect, test } from 'vitest';
import { parseInstant } from './instant.ts';

const noon = Date.UTC(2026, 0, 2, 12);

test.each([
  ['2026-01-02T12:00:00.000Z', noon],
  ['2026-01-02T12:00:00Z', noon],
  ['2026-01-02T12:00Z', noon],
  ['2026-01-02T12:00:00', noon],
  ['2026-01-02 12:00:00', noon],
  ['2026-01-02 12:00:00.250', noon + 250],
  ['2026-01-02T12:00:00.123456789Z', noon + 123],
  ['2026-01-02T12:00:00,5Z', noon + 500],
  ['2026-01-02', noon - 12 * 3_600_000],
  ['2026-01-02T21:00:00+09:00', noon],
  ['2026-01-02T21:00:00+0900', noon],
  ['2026-01-02T04:00:00-08', noon],
  [' 2026-01-02t12:00:00z ', noon],
  ['Fri, 02 Jan 2026 12:00:00 GMT', noon],
  ['Fri, 02 Jan 2026 13:00:00 +0100', noon],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  [noon, noon],
  [noon + 0.9, noon],
  [0, 0],
  [-1, -1],
])('%j is an instant, in UTC where it names no zone', (value, expected) => {
  expect(parseInstant(value)).toBe(expected);
});

test.each([
  '',
  'now',
  'tomorrow at 5',
  'foo 1',
  '1',
  '1767355200000',
  '2026',
  '2026-1-2',
  '2026-13-01',
  '2026-00-01',
  '2026-02-30',
  '2025-02-29T00:00:00Z',
  '2026-01-02T24:01:00Z',
  '2026-01-02T12:60:00Z',
  '2026-01-02T12:00:00+99:00',
  '2026-01-02T12:00:00Zjunk',
  'Fri, 02 Foo 2026 12:00:00 GMT',
  Number.NaN,
  Number.POSITIVE_INFINITY,
  8.64e15 + 1,
])('%j is none', (value) => {
  expect(parseInstant(value)).toBeUndefined();
});
