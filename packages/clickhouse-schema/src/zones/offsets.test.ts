import { describe, expect, test } from 'vitest';
import { midnightIn } from '../seal/day-parts.ts';
import { dayBegins, offsetsOf } from './offsets.ts';
import { createZone, dayMs, instantOf } from './zone.ts';

/** Two changes a year at midnight, at other hours, around Ramadan; none; seconds; a day that was left out. */
const zones = [
  ...['Asia/Kathmandu', 'America/New_York', 'America/Havana', 'America/Asuncion', 'Africa/Casablanca'],
  ...['Africa/Monrovia', 'Pacific/Apia', 'asia/seoul'],
];

describe.each(zones)('%s', (name) => {
  const zone = createZone(name);
  const offsets = offsetsOf(name);

  test('has the offset of every instant', () => {
    for (let at = 0; at < Date.UTC(2040, 0, 1); at += 41 * 3_600_000) {
      const index = offsets.since.findLastIndex((since) => since <= at);
      expect((offsets.seconds[index] ?? 0) * 1_000, new Date(at).toISOString()).toBe(zone.offsetAt(at));
    }
  });

  test('begins its days at their first instants', () => {
    // In steps of three every weekday, on which clocks change, comes.
    for (let day = 1; day < 25_000; day += 3) {
      const begins = dayBegins(offsets, day);
      expect(begins, new Date(day * dayMs).toISOString()).toBe(instantOf(zone, day * dayMs));
    }
  });
});

test.each([
  ['UTC', '2026-03-08', 0],
  ['Asia/Seoul', '2026-03-08', 15 * 60],
  ['Asia/Kathmandu', '2026-03-08', 18 * 60 + 15],
  ['America/New_York', '2026-03-08', 5 * 60],
  ['America/New_York', '2026-03-09', 4 * 60],
  // The day of 30 December was left out there.
  ['Pacific/Apia', '2011-12-29', 10 * 60],
  ['Pacific/Apia', '2011-12-30', 10 * 60],
  // Not within a quarter of an hour.
  ['Africa/Monrovia', '1971-06-01', 0],
])('of %s a day begins within %s at minute %d', (zone, date, minute) => {
  expect(midnightIn(zone, Date.parse(date) / dayMs)).toBe(minute);
});
