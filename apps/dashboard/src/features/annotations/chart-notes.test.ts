import { expect, test } from 'vitest';
import { instantAt, localInstant, placeNotes, spanOf } from './chart-notes.ts';

const days = ['2026-10-24T00:00:00+02:00', '2026-10-25T00:00:00+02:00', '2026-10-26T00:00:00+01:00'];

test('a chart spans its buckets, the last one to its end', () => {
  expect(spanOf(days, 'day')).toEqual({ from: '2026-10-23T22:00:00.000Z', to: '2026-10-26T23:00:00.000Z' });
  expect(spanOf(['2026-11-01T00:00:00Z'], 'month')?.to).toBe('2026-12-01T00:00:00.000Z');
  expect(spanOf([], 'day')).toBeUndefined();
});

test('a note stands on the bucket in which it lies, on a day of 25 hours, too', () => {
  const at = (instant: string) => placeNotes([{ id: '1', at: instant, text: 'x' }], days)[0]?.index;
  expect(at('2026-10-24T21:59:59Z')).toBe(0);
  expect(at('2026-10-24T22:00:00Z')).toBe(1);
  expect(at('2026-10-25T22:59:59Z')).toBe(1);
  expect(at('2026-10-25T23:00:00Z')).toBe(2);
  expect(at('2026-10-23T21:00:00Z')).toBeUndefined();
});

test('a clock in the chart’s zone is read as it is shown', () => {
  expect(instantAt('2026-10-24T14:30', days)).toBe('2026-10-24T12:30:00.000Z');
  expect(instantAt('2026-10-26T14:30', days)).toBe('2026-10-26T13:30:00.000Z');
  for (const instant of ['2026-10-24T12:30:00.000Z', '2026-10-26T13:30:00.000Z']) {
    expect(new Date(localInstant(instant, days)).toISOString()).toBe(instant);
  }
  expect(localInstant('2026-11-03T20:00:00.000Z', ['2026-11-03T00:00:00-05:00'])).toBe(
    '2026-11-03T15:00:00-05:00',
  );
});
