import type { AlertCondition } from '@gatrix/analytics-protocol/insights';
import { expect, test } from 'vitest';
import { bandOf, judge } from './judge.ts';

const band = (side: 'outside' | 'above' | 'below' = 'outside'): AlertCondition => {
  return { kind: 'band', weeks: 6, width: 3, side };
};
const change = (op: 'gte' | 'lte', percent: number): AlertCondition => ({ kind: 'change', op, percent });

test.each([
  [{ kind: 'threshold', op: 'gt', value: 5 }, 5, [], 'ok', null, 5],
  [{ kind: 'threshold', op: 'gte', value: 5 }, 5, [], 'firing', null, 5],
  [{ kind: 'threshold', op: 'lt', value: 0 }, 0, [], 'ok', 0, null],
  [{ kind: 'threshold', op: 'lte', value: 0 }, 0, [], 'firing', 0, null],
  [{ kind: 'threshold', op: 'gt', value: 5 }, null, [], 'no_data', null, null],
  [change('lte', -30), 70, [100], 'firing', 70, null],
  [change('lte', -30), 71, [100], 'ok', 70, null],
  // More refunds than a week before: a fall from -10 to -15 is one of 50 %.
  [change('lte', -50), -15, [-10], 'firing', -15, null],
  [change('gte', 50), 0, [0], 'ok', null, 0],
  [change('gte', 50), 1, [0], 'firing', null, 0],
  [change('lte', -50), -1, [0], 'firing', 0, null],
  [change('gte', 50), 1, [null], 'no_data', null, null],
  [change('gte', 50), 1, [], 'no_data', null, null],
  [band(), 100, [10, 11, null, null], 'no_data', null, null],
  [band(), null, [10, 11, 12], 'no_data', null, null],
] as const)('%j: %j after %j is %s', (condition, value, past, state, low, high) => {
  expect(judge(condition, value, past)).toEqual({ state, low, high });
});

test('a band is the median and so many median deviations on each side', () => {
  // Median 12; deviations 2 1 0 1 88 0, of which the median is 1.
  const past = [10, 11, 12, 13, 100, 12];
  const found = bandOf(past, 3);
  expect(found?.median).toBe(12);
  expect(found?.high).toBeCloseTo(12 + 3 * 1.4826 * 1);
  expect(judge(band(), 16.4, past).state).toBe('ok');
  expect(judge(band(), 16.5, past).state).toBe('firing');
  expect(judge(band(), 7.5, past).state).toBe('firing');
  expect(judge(band('above'), 7.5, past)).toMatchObject({ state: 'ok', low: null });
  expect(judge(band('below'), 100, past)).toMatchObject({ state: 'ok', high: null });
});

test('where more than half of the weeks are alike the mean deviation makes the band', () => {
  expect(bandOf([10, 10, 10, 10, 14], 2)).toEqual({
    median: 10,
    low: 10 - 2 * 0.8 * 1.2533,
    high: 10 + 2 * 0.8 * 1.2533,
  });
  expect(bandOf([7, 7, 7], 3)).toEqual({ median: 7, low: 7, high: 7 });
});
