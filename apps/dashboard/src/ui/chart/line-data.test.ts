import { expect, test } from 'vitest';
import { drawnSeries, withoutFuture } from './line-data.ts';

test('what is complete is solid; the way to an unfinished bucket is dashed', () => {
  const lines = [{ label: 'now', values: [1, 2, 3, 4] }];
  expect(drawnSeries(lines, [false, false, false, true])).toEqual([
    { line: 0, isDashed: false, values: [1, 2, 3, null] },
    { line: 0, isDashed: true, values: [null, null, 3, 4] },
  ]);
});

test('a first bucket that the range cuts is dashed to the second', () => {
  const [solid, dashed] = drawnSeries([{ label: 'now', values: [1, 2, 3] }], [true, false, false]);
  expect([solid?.values, dashed?.values]).toEqual([
    [null, 2, 3],
    [1, 2, null],
  ]);
});

test('a previous period is one dashed line, complete as it is', () => {
  const drawn = drawnSeries([{ label: 'before', values: [1, null], kind: 'previous' }], [false, true]);
  expect(drawn).toEqual([{ line: 0, isDashed: true, values: [1, null] }]);
});

test('buckets that have not begun have no value, but in the period compared with', () => {
  const dates = ['2026-11-01T00:00:00+09:00', '2026-11-01T01:00:00+09:00', '2026-11-01T02:00:00+09:00'];
  const lines = [
    { label: 'before', values: [1, 2, 3], kind: 'previous' as const },
    { label: 'now', values: [4, 5, 0] },
  ];
  const [before, now] = withoutFuture(lines, dates, Date.parse('2026-10-31T16:30:00Z'));
  expect(before?.values).toEqual([1, 2, 3]);
  expect(now?.values).toEqual([4, 5, null]);
  expect(withoutFuture(lines, dates, Date.parse('2026-10-31T17:00:00Z'))).toBe(lines);
});

test('stacked bars reach over those before them, those below zero downwards, the highest drawn first', () => {
  const lines = [
    { label: 'back', stack: 'above' as const, values: [5, 2] },
    { label: 'new', stack: 'above' as const, values: [1, null] },
    { label: 'gone', stack: 'below' as const, values: [3, 4] },
  ];
  expect(drawnSeries(lines, [false, true], true)).toEqual([
    { line: 2, isDashed: true, values: [null, -4] },
    { line: 2, isDashed: false, values: [-3, null] },
    { line: 1, isDashed: true, values: [null, null] },
    { line: 1, isDashed: false, values: [6, null] },
    { line: 0, isDashed: true, values: [null, 2] },
    { line: 0, isDashed: false, values: [5, null] },
  ]);
});
