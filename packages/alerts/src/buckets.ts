import type { AlertInterval } from '@gatrix/analytics-protocol/insights';
import {
  type Bucket,
  bucketsOf,
  dayMs,
  instantOf,
  type settlingOf,
  type Zone,
} from '@gatrix/analytics-reports';

type Settling = ReturnType<typeof settlingOf>;

/** From an event until it is seen: the queue, and clients that send every few seconds. */
const visibleMs = 15_000;

/** After the first look at a bucket, until late events are looked at, once. */
export const revisedAfterMs: Readonly<Record<AlertInterval, number>> = {
  minute: 30_000,
  hour: 15 * 60_000,
  day: 2 * 3_600_000,
  week: 6 * 3_600_000,
};

export interface Due {
  /** The newest bucket of which all that counts is known. */
  readonly bucket: Bucket;
  /** When it became that. */
  readonly since: number;
  /** When the one behind it will. */
  readonly nextAt: number;
}

/** Which bucket to look at now. */
export function dueBucket(zone: Zone, interval: AlertInterval, settling: Settling, now: number): Due {
  const wait = settling.ms + visibleMs;
  const current = bucketAt(zone, interval, now - wait);
  let bucket = bucketAt(zone, interval, current.start - 1);
  for (let left = settling.periods; left > 0; left -= 1) bucket = bucketAt(zone, interval, bucket.start - 1);
  return { bucket, since: current.start + wait, nextAt: current.end + wait };
}

/** The bucket at the same local time so many weeks before. */
export function weeksBefore(zone: Zone, interval: AlertInterval, { start }: Bucket, weeks: number): Bucket {
  const local = start + zone.offsetAt(start) - weeks * 7 * dayMs;
  return bucketAt(zone, interval, instantOf(zone, local));
}

function bucketAt(zone: Zone, interval: AlertInterval, time: number): Bucket {
  const [bucket] = bucketsOf(zone, interval, time, time + 1);
  if (!bucket) throw new RangeError(`no ${interval} at ${time}`);
  return bucket;
}
