import { segmentDefinition } from '@gatrix/analytics-protocol/insights';
import { expect, test } from 'vitest';
import { newSeries } from './explore-state.ts';
import { bucketDays, filtersOfLine, peopleOfPoint } from './point-people.ts';

test('the days of a bucket: up to the next, or the end of the range', () => {
  const weeks = ['2026-11-16T00:00:00+09:00', '2026-11-23T00:00:00+09:00'];
  expect(bucketDays(weeks, 0, '2026-11-29')).toEqual({ startDate: '2026-11-16', endDate: '2026-11-22' });
  expect(bucketDays(weeks, 1, '2026-11-29')).toEqual({ startDate: '2026-11-23', endDate: '2026-11-29' });
  const hours = ['2026-11-29T22:00:00+09:00', '2026-11-29T23:00:00+09:00'];
  expect(bucketDays(hours, 0, '2026-11-29')).toEqual({ startDate: '2026-11-29', endDate: '2026-11-29' });
});

test('the people of a point did what its line counts, behind the filters of the page', () => {
  const price = { field: 'properties.price', op: 'gt', value: '5' } as const;
  const series = { ...newSeries, event: 'purchase', filters: [price] };
  const own = filtersOfLine(series, ['country', 'utm_campaign'], ['KR', '']);
  const definition = peopleOfPoint(
    own,
    { and: [{ field: 'os', op: 'is', value: 'iOS' }] },
    {
      startDate: '2026-11-01',
      endDate: '2026-11-01',
    },
  );
  expect(definition).toEqual({
    did: true,
    filters: {
      and: [
        {
          and: [
            { field: 'name', op: 'is', value: 'purchase' },
            { field: 'properties.price', op: 'gt', value: 5 },
            { field: 'country', op: 'is', value: 'KR' },
            { field: 'utm_campaign', op: 'isNotSet' },
          ],
        },
        { and: [{ field: 'os', op: 'is', value: 'iOS' }] },
      ],
    },
    range: { startDate: '2026-11-01', endDate: '2026-11-01' },
  });
  expect(segmentDefinition.safeParse(definition).success).toBe(true);
});
