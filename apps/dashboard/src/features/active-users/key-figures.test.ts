import { expect, test } from 'vitest';
import { keyFiguresOf } from './key-figures.ts';

const day = (date: string, dau: number, wau: number, mau: number) => ({
  ...{ date, dau, wau, mau },
  stickiness: (dau / mau) * 100,
});
const interval = (count: number) => ({ date: '', new: count, returning: 0, resurrecting: 0, dormant: 0 });

test('figures are of the days that are over: today would lower them', () => {
  const today = { ...day('2026-11-03', 1, 30, 80), incomplete: true as const };
  const days = [day('2026-11-01', 10, 20, 50), day('2026-11-02', 21, 31, 50), today];
  expect(keyFiguresOf(days, [interval(3), interval(4)])).toEqual({
    ...{ dau: 16, wau: 31, mau: 50, stickiness: 31, newUsers: 7, until: '2026-11-02' },
  });
  expect(keyFiguresOf([today], undefined)).toEqual({
    ...{ dau: 1, wau: 30, mau: 80, stickiness: 1.25, newUsers: undefined, until: '2026-11-03' },
  });
});
