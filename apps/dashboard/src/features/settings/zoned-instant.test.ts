import { expect, test } from 'vitest';
import { localInstant, zonedInstant } from './zoned-instant.ts';

test.each([
  ['2026-11-01T09:00:00', 'Asia/Seoul', '2026-11-01T00:00:00.000Z'],
  ['2026-11-30T23:59:59', 'UTC', '2026-11-30T23:59:59.000Z'],
  // Before and after the clocks go back on 25 October at 01:00 UTC, and in the hour after.
  ['2026-10-24T23:59:59', 'Europe/Berlin', '2026-10-24T21:59:59.000Z'],
  ['2026-10-25T23:59:59', 'Europe/Berlin', '2026-10-25T22:59:59.000Z'],
  ['2026-10-25T03:30:00', 'Europe/Berlin', '2026-10-25T02:30:00.000Z'],
  ['2026-07-01T23:59:59', 'America/St_Johns', '2026-07-02T02:29:59.000Z'],
])('%s in %s is %s', (local, zone, instant) => {
  expect(zonedInstant(local, zone)).toBe(instant);
});

test.each([
  ['2026-10-31T15:00:00.000Z', 'Asia/Seoul', '2026-11-01T00:00:00+09:00'],
  ['2026-07-02T02:29:59.000Z', 'America/St_Johns', '2026-07-01T23:59:59-02:30'],
])('%s in %s is %s on the clock', (instant, zone, local) => {
  expect(localInstant(instant, zone)).toBe(local);
});
