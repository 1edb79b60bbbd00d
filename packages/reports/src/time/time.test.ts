import { createZone, formatInstant, instantOf } from '@gatrix/analytics-clickhouse-schema';
import type { Compare } from '@gatrix/analytics-protocol/insights';
import { describe, expect, test } from 'vitest';
import { bucketsOf } from './buckets.ts';
import { comparedRange, parseInstant, rangeOf } from './range.ts';

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
const hours = (bucket: { start: number; end: number }) => (bucket.end - bucket.start) / 3_600_000;
const now = Date.UTC(2026, 6, 1, 12);

function days(timezone: string, startDate: string, endDate: string) {
  const zone = createZone(timezone);
  const range = rangeOf({ startDate, endDate }, zone, now);
  return {
    zone,
    range,
    of: (interval: Parameters<typeof bucketsOf>[1]) => bucketsOf(zone, interval, range.from, range.to),
  };
}

describe('buckets', () => {
  test('days have 23 and 25 hours where the clocks change, and carry their own offset', () => {
    const spring = days('America/New_York', '2026-03-07', '2026-03-09').of('day');
    expect(spring.map(hours)).toEqual([24, 23, 24]);
    expect(spring.map(({ date }) => date)).toEqual([
      '2026-03-07T00:00:00-05:00',
      '2026-03-08T00:00:00-05:00',
      '2026-03-09T00:00:00-04:00',
    ]);
    expect(days('Europe/Paris', '2026-10-25', '2026-10-25').of('day').map(hours)).toEqual([25]);
    expect(days('Australia/Lord_Howe', '2026-04-05', '2026-04-05').of('day').map(hours)).toEqual([24.5]);
  });

  test('an hour that happens twice is two buckets with two offsets, and one that does not is none', () => {
    const autumn = days('America/New_York', '2026-11-01', '2026-11-01').of('hour');
    expect(autumn).toHaveLength(25);
    expect(autumn.slice(0, 4).map(({ date }) => date)).toEqual([
      '2026-11-01T00:00:00-04:00',
      '2026-11-01T01:00:00-04:00',
      '2026-11-01T01:00:00-05:00',
      '2026-11-01T02:00:00-05:00',
    ]);
    const spring = days('America/New_York', '2026-03-08', '2026-03-08').of('hour');
    expect(spring).toHaveLength(23);
    expect(spring[2]?.date).toBe('2026-03-08T03:00:00-04:00');
  });

  test('where the clocks move by half an hour, hours end there', () => {
    const autumn = days('Australia/Lord_Howe', '2026-04-05', '2026-04-05').of('hour');
    expect(autumn.slice(1, 4).map(({ date }) => date)).toEqual([
      '2026-04-05T01:00:00+11:00',
      '2026-04-05T01:30:00+10:30',
      '2026-04-05T02:00:00+10:30',
    ]);
  });

  test('hours begin on the local clock in zones that are 45 minutes off', () => {
    expect(days('Asia/Kathmandu', '2026-05-01', '2026-05-01').of('hour')[0]?.date).toBe(
      '2026-05-01T00:00:00+05:45',
    );
  });

  test('weeks begin on Monday, months on the first, and both may begin before the range', () => {
    const { of } = days('Asia/Seoul', '2026-10-28', '2026-11-03');
    expect(of('week').map(({ date }) => date)).toEqual([
      '2026-10-26T00:00:00+09:00',
      '2026-11-02T00:00:00+09:00',
    ]);
    expect(of('month').map(({ date }) => date)).toEqual([
      '2026-10-01T00:00:00+09:00',
      '2026-11-01T00:00:00+09:00',
    ]);
  });

  test('a day begins when its clocks begin, also where midnight does not exist', () => {
    const [first] = days('Africa/Cairo', '2026-04-24', '2026-04-24').of('day');
    expect(first && [first.date, hours(first)]).toEqual(['2026-04-24T01:00:00+03:00', 23]);
  });

  test('a day that a zone skipped has no bucket', () => {
    const dates = days('Pacific/Apia', '2011-12-29', '2011-12-31')
      .of('day')
      .map(({ date }) => date);
    expect(dates).toEqual(['2011-12-29T00:00:00-10:00', '2011-12-31T00:00:00+14:00']);
  });

  test('they follow each other without gap or overlap and cover the range, in every zone and interval', () => {
    for (const timezone of [
      'Africa/Casablanca',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Asia/Kathmandu',
    ]) {
      for (const interval of ['hour', 'day', 'week', 'month'] as const) {
        const { of, range } = days(timezone, '2026-01-15', '2026-12-20');
        const buckets = of(interval);
        expect(buckets[0]?.start).toBeLessThanOrEqual(range.from);
        expect(buckets.at(-1)?.start).toBeLessThan(range.to);
        expect(buckets.at(-1)?.end).toBeGreaterThanOrEqual(range.to);
        expect(buckets.slice(1).every((bucket, i) => bucket.start === buckets[i]?.end)).toBe(true);
      }
    }
  });

  test('an empty range has none', () => {
    const zone = createZone('UTC');
    expect(bucketsOf(zone, 'hour', now, now)).toEqual([]);
  });
});

describe('ranges', () => {
  const seoul = createZone('Asia/Seoul');

  test('a day as the end is included, an instant is not, and both may be mixed', () => {
    const range = rangeOf({ startDate: '2026-06-01', endDate: '2026-06-02T00:00:00Z' }, seoul, now);
    expect([range.from, range.to]).toEqual([Date.parse('2026-05-31T15:00:00Z'), day('2026-06-02')]);
    const whole = rangeOf({ startDate: '2026-06-01', endDate: '2026-06-01' }, seoul, now);
    expect(whole.to - whole.from).toBe(86_400_000);
  });

  test('without dates it is the last 30 local days, today included', () => {
    const range = rangeOf({}, seoul, now);
    expect(formatInstant(seoul, range.from)).toBe('2026-06-02T00:00:00+09:00');
    expect(formatInstant(seoul, range.to)).toBe('2026-07-02T00:00:00+09:00');
  });

  test('an end before the start is refused by name', () => {
    expect(() => rangeOf({ startDate: '2026-06-02', endDate: '2026-06-01' }, seoul, now)).toThrow('endDate');
  });

  test('the period before has as many local days, whatever the clocks did', () => {
    const paris = createZone('Europe/Paris');
    const range = rangeOf({ startDate: '2026-03-29', endDate: '2026-03-30' }, paris, now);
    const before = comparedRange(range, 'previous_period', paris, Number.POSITIVE_INFINITY);
    expect(formatInstant(paris, before.from)).toBe('2026-03-27T00:00:00+01:00');
    expect(before.to).toBe(range.from);
  });

  test('a range that is not over is compared up to the same moment', () => {
    const paris = createZone('Europe/Paris');
    const at = (text: string) => parseInstant(text, paris);
    const of = (dates: { startDate: string; endDate: string }, compare: Compare, now: number) => {
      const before = comparedRange(rangeOf(dates, paris, now), compare, paris, now);
      return [before.from, before.to].map((instant) => formatInstant(paris, instant));
    };
    const today = { startDate: '2026-06-10', endDate: '2026-06-10' };
    expect(of(today, 'previous_period', at('2026-06-10T09:30'))).toEqual([
      '2026-06-09T00:00:00+02:00',
      '2026-06-09T09:30:00+02:00',
    ]);
    // By the clock, whatever was done to it in between, and not behind the range before.
    const spring = { startDate: '2026-03-29', endDate: '2026-03-31' };
    expect(of(spring, 'previous_period', at('2026-03-30T09:30'))[1]).toBe('2026-03-27T09:30:00+01:00');
    expect(of(spring, 'previous_year', at('2026-03-30T09:30'))[1]).toBe('2025-03-30T09:30:00+02:00');
    const instants = { startDate: '2026-06-10T00:00', endDate: '2026-06-10T12:00' };
    expect(of(instants, 'previous_period', at('2026-06-10T09:30'))).toEqual([
      '2026-06-09T12:00:00+02:00',
      '2026-06-09T21:30:00+02:00',
    ]);
    // What is over, and what has not begun, is compared whole.
    expect(of(today, 'previous_period', at('2026-06-11T00:00'))[1]).toBe('2026-06-10T00:00:00+02:00');
    expect(of(today, 'previous_period', at('2026-06-09T23:59'))[1]).toBe('2026-06-10T00:00:00+02:00');
  });

  test('the year before has the same days, and 28 February for the 29th', () => {
    const range = rangeOf({ startDate: '2024-02-29', endDate: '2024-02-29' }, seoul, now);
    const before = comparedRange(range, 'previous_year', seoul, Number.POSITIVE_INFINITY);
    expect(formatInstant(seoul, before.from)).toBe('2023-02-28T00:00:00+09:00');
    expect(formatInstant(seoul, before.to)).toBe('2023-03-01T00:00:00+09:00');
  });

  test('an instant is read with its offset, with a blank for an unescaped plus, or as local time', () => {
    const expected = Date.parse('2026-06-01T12:30:00+09:00');
    expect(parseInstant('2026-06-01T12:30:00+09:00', seoul)).toBe(expected);
    expect(parseInstant('2026-06-01T12:30:00 0900', seoul)).toBe(expected);
    expect(parseInstant('2026-06-01T12:30', seoul)).toBe(expected);
    expect(parseInstant('2026-06-01T03:30:00.000Z', seoul)).toBe(expected);
  });

  test('a local time that never was is the instant of the jump', () => {
    const newYork = createZone('America/New_York');
    expect(instantOf(newYork, Date.parse('2026-03-08T02:30:00Z'))).toBe(Date.parse('2026-03-08T07:00:00Z'));
  });
});
