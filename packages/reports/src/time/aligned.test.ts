import { createZone } from '@gatrix/analytics-clickhouse-schema';
import { expect, test } from 'vitest';
import { alignedWith } from './aligned.ts';
import { bucketsOf } from './buckets.ts';
import { comparedRange, rangeOf } from './range.ts';

const zone = createZone('Europe/Paris');

/** The clock's hours of a day, each with the hour of the day before that it is compared with. */
function pairsOf(day: string): string[] {
  const range = rangeOf({ startDate: day, endDate: day }, zone, 0);
  const compared = comparedRange(range, 'previous_period', zone, Number.POSITIVE_INFINITY);
  const [buckets, before] = [range, compared].map(({ from, to }) => bucketsOf(zone, 'hour', from, to));
  if (!buckets || !before) throw new Error('two ranges have two lists');
  const places = alignedWith(zone, { range, buckets }, { range: compared, buckets: before }, true);
  return buckets.map(({ date }, i) => `${date.slice(11, 13)} ${before[places[i] ?? -1]?.date.slice(11, 13)}`);
}

test('hours of a day with another number of them are compared by the clock', () => {
  expect(pairsOf('2026-03-29').slice(0, 4)).toEqual(['00 00', '01 01', '03 03', '04 04']);
  expect(pairsOf('2026-03-30').slice(1, 4)).toEqual(['01 01', '02 undefined', '03 03']);
  expect(pairsOf('2026-10-25').slice(1, 5)).toEqual(['01 01', '02 02', '02 02', '03 03']);
  expect(pairsOf('2026-10-26').slice(1, 4)).toEqual(['01 01', '02 02', '03 03']);
  expect(pairsOf('2026-10-26').at(-1)).toBe('23 23');
});
