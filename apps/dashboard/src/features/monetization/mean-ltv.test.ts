import { expect, test } from 'vitest';
import { meanLtv } from './mean-ltv.ts';

test('the mean is of cohorts that have been through the day, by their sizes', () => {
  const ltv = [
    { date: '2026-11-01', size: 1, values: [4, 8, 9], complete: [true, true, false] },
    { date: '2026-11-02', size: 3, values: [0, 4, null], complete: [true, false, false] },
    { date: '2026-11-03', size: 0, values: [0, 0, null], complete: [true, true, false] },
  ];
  expect(meanLtv(ltv)).toEqual([1, 8, null]);
  expect(meanLtv([])).toEqual([]);
});
