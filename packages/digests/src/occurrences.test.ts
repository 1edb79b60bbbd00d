import type { DigestSchedule } from '@gatrix/analytics-protocol/insights';
import { createZone } from '@gatrix/analytics-reports';
import { expect, test } from 'vitest';
import { dateOf, occurrences } from './occurrences.ts';

const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');
const at = (text: string) => Date.parse(text);

/** Every moment at which it is sent, as a clock that ticks each half hour finds them. */
function sentBetween(zone: string, schedule: DigestSchedule, from: string, to: string): string[] {
  const rules = createZone(zone);
  const sent = new Map<string, string>();
  for (let now = at(from); now <= at(to); now += 30 * 60_000) {
    const { last, nextAt } = occurrences(rules, schedule, now);
    expect(last.at).toBeLessThanOrEqual(now);
    expect(nextAt).toBeGreaterThan(now);
    expect(occurrences(rules, schedule, nextAt).last.at).toBe(nextAt);
    if (last.at >= at(from)) sent.set(last.date, iso(last.at));
  }
  return [...sent.values()];
}

test('is sent once on the day that skips its hour, at the jump', () => {
  const schedule = { every: 'day', hour: 2 } as const;
  expect(sentBetween('Europe/Berlin', schedule, '2026-03-27T12:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
    '2026-03-28T01:00:00Z',
    '2026-03-29T01:00:00Z',
    '2026-03-30T00:00:00Z',
  ]);
  // New York jumps at 2:00 of another day, Cairo at midnight itself.
  expect(sentBetween('America/New_York', schedule, '2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z')).toEqual([
    '2026-03-08T07:00:00Z',
    '2026-03-09T06:00:00Z',
  ]);
  const midnight = { every: 'day', hour: 0 } as const;
  expect(sentBetween('Africa/Cairo', midnight, '2026-04-23T12:00:00Z', '2026-04-24T23:00:00Z')).toEqual([
    '2026-04-23T22:00:00Z',
    '2026-04-24T21:00:00Z',
  ]);
});

test('is sent once on the day that has its hour twice, at the first', () => {
  const schedule = { every: 'day', hour: 2 } as const;
  expect(sentBetween('Europe/Berlin', schedule, '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
    '2026-10-25T00:00:00Z',
    '2026-10-26T01:00:00Z',
  ]);
  // Half an hour is doubled there.
  expect(
    sentBetween(
      'Australia/Lord_Howe',
      { every: 'day', hour: 2 },
      '2026-04-04T00:00:00Z',
      '2026-04-05T23:00:00Z',
    ),
  ).toEqual(['2026-04-04T15:30:00Z', '2026-04-05T15:30:00Z']);
});

test('weeks begin on their day, months on theirs or their last', () => {
  const zone = createZone('Asia/Seoul');
  const week = occurrences(zone, { every: 'week', weekday: 1, hour: 9 }, at('2026-11-11T00:00:00Z'));
  expect([week.last.date, iso(week.last.at), iso(week.nextAt)]).toEqual([
    '2026-11-09',
    '2026-11-09T00:00:00Z',
    '2026-11-16T00:00:00Z',
  ]);
  expect(week.last.days.map(dateOf)).toEqual([2, 3, 4, 5, 6, 7, 8].map((day) => `2026-11-0${day}`));
  const monthly = { every: 'month', day: 31, hour: 9 } as const;
  expect(sentBetween('Asia/Seoul', monthly, '2026-01-01T00:00:00Z', '2026-05-01T00:00:00Z')).toEqual([
    '2026-01-31T00:00:00Z',
    '2026-02-28T00:00:00Z',
    '2026-03-31T00:00:00Z',
    '2026-04-30T00:00:00Z',
  ]);
  const month = occurrences(zone, { every: 'month', day: 1, hour: 9 }, at('2026-03-01T00:00:00Z'));
  expect([month.last.date, month.last.days.length, dateOf(month.last.days[0] ?? 0)]).toEqual([
    '2026-03-01',
    28,
    '2026-02-01',
  ]);
});
