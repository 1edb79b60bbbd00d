import { describe, expect, test } from 'vitest';
import { dayCount, daysOf, intervalsFor, isDay, monthOf, presets, todayIn } from './date-range.ts';

describe('a preset', () => {
  test.each([
    ['today', '2024-03-01', '2024-03-01'],
    ['yesterday', '2024-02-29', '2024-02-29'],
    ['7d', '2024-02-24', '2024-03-01'],
    ['30d', '2024-02-01', '2024-03-01'],
    ['month', '2024-03-01', '2024-03-01'],
    ['lastMonth', '2024-02-01', '2024-02-29'],
    ['year', '2023-04-01', '2024-03-01'],
  ] as const)('%s is from %s to %s on 1 March 2024', (preset, from, to) => {
    expect(daysOf(preset, '2024-03-01')).toEqual({ from, to });
  });

  test('never gives more points than a chart can show, nor fewer than one', () => {
    const hours = { minute: 1 / 1440, hour: 1 / 24, day: 1, week: 7, month: 28 };
    for (const preset of presets) {
      const range = daysOf(preset, '2026-11-23');
      for (const interval of intervalsFor(range)) {
        const points = dayCount(range) / hours[interval];
        expect(points, `${preset} ${interval}`).toBeLessThanOrEqual(400);
        expect(points, `${preset} ${interval}`).toBeGreaterThanOrEqual(1);
      }
    }
  });
});

test('today is the day of the zone, not of the browser', () => {
  const instant = Date.parse('2026-11-22T20:00:00Z');
  expect([todayIn('Asia/Seoul', instant), todayIn('America/New_York', instant)]).toEqual([
    '2026-11-23',
    '2026-11-22',
  ]);
});

test('a month has its own last day', () => {
  expect([monthOf('2023-02-11').to, monthOf('2024-02-11').to, monthOf('2024-12-31').to]).toEqual([
    '2023-02-28',
    '2024-02-29',
    '2024-12-31',
  ]);
});

test('a day that is not in the calendar is none', () => {
  expect(['2026-02-29', '2026-13-01', '2026-1-1', 'today', ''].map(isDay)).toEqual(Array(5).fill(false));
  expect(isDay('2024-02-29')).toBe(true);
});
