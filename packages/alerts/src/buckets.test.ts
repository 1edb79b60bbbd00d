import { createZone } from '@gatrix/analytics-reports';
import { expect, test } from 'vitest';
import { dueBucket, weeksBefore } from './buckets.ts';

const settled = { periods: 0, ms: 0 };
const berlin = createZone('Europe/Berlin');
const at = (text: string) => Date.parse(text);

test('an hour is looked at once it is over and its events have had time to arrive', () => {
  const early = dueBucket(berlin, 'hour', settled, at('2026-11-10T12:00:14Z'));
  expect(early.bucket.date).toBe('2026-11-10T11:00:00+01:00');
  const due = dueBucket(berlin, 'hour', settled, at('2026-11-10T12:00:15Z'));
  expect(due.bucket.date).toBe('2026-11-10T12:00:00+01:00');
  expect([due.since, due.nextAt]).toEqual([at('2026-11-10T12:00:15Z'), at('2026-11-10T13:00:15Z')]);
});

test('a funnel waits for its window, D1 for the day after', () => {
  const funnel = dueBucket(berlin, 'hour', { periods: 0, ms: 24 * 3_600_000 }, at('2026-11-10T12:30:00Z'));
  expect(funnel.bucket.date).toBe('2026-11-09T12:00:00+01:00');
  const d1 = dueBucket(berlin, 'day', { periods: 1, ms: 0 }, at('2026-11-10T12:30:00Z'));
  expect(d1.bucket.date).toBe('2026-11-08T00:00:00+01:00');
});

test('days have 23 and 25 hours, and the same hour a week before is that of the clock', () => {
  const day = dueBucket(berlin, 'day', settled, at('2026-10-26T05:00:00Z'));
  expect(day.bucket.end - day.bucket.start).toBe(25 * 3_600_000);
  const hour = dueBucket(berlin, 'hour', settled, at('2026-10-26T12:30:00Z')).bucket;
  expect(hour.date).toBe('2026-10-26T12:00:00+01:00');
  expect(weeksBefore(berlin, 'hour', hour, 1).date).toBe('2026-10-19T12:00:00+02:00');
  // 02:30 does not exist on 2026-03-29: the hour that begins with the jump stands for it.
  const skipped = { start: at('2026-04-05T00:00:00Z'), end: at('2026-04-05T01:00:00Z'), date: '' };
  expect(weeksBefore(berlin, 'hour', skipped, 1).date).toBe('2026-03-29T03:00:00+02:00');
});
