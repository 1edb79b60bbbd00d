import type { Interval } from '@gatrix/analytics-protocol/insights';
import { type Bucket, bucketsOf, hasTooManyBuckets, maxBuckets } from '../time/buckets.ts';
import type { Range } from '../time/range.ts';
import { InvalidParametersError } from './errors.ts';
import type { Plan } from './plan.ts';

/** The buckets of a range, all of which a series has. Throws InvalidParametersError where they are too many. */
export function bucketsIn(plan: Plan, range: Range, interval: Interval): Bucket[] {
  if (hasTooManyBuckets(interval, range.from, range.to)) {
    const message = `gives more than ${maxBuckets} buckets over this range`;
    throw new InvalidParametersError([{ field: 'interval', message }]);
  }
  return bucketsOf(plan.zone, interval, range.from, range.to);
}

/** True where a bucket is not over yet, or the range leaves out a part of it. */
export function isIncomplete(bucket: Bucket, range: Range, now: number): boolean {
  return bucket.end > now || bucket.start < range.from || bucket.end > range.to;
}
