import type { Zone } from '@gatrix/analytics-clickhouse-schema';
import type { Bucket } from './buckets.ts';
import type { Range } from './range.ts';

/**
 * For each bucket of a range the place of the one to compare it with: at the same place, and of minutes and hours of whole days
 * the one that begins at the same time by the clock, which after a clock change is another. Undefined where the clocks
 * jumped over it.
 */
export function alignedWith(
  zone: Zone,
  current: { readonly range: Range; readonly buckets: readonly Bucket[] },
  compared: { readonly range: Range; readonly buckets: readonly Bucket[] },
  isOfClock: boolean,
): readonly (number | undefined)[] {
  const [first, comparedFirst] = [current.range.firstDay, compared.range.firstDay];
  const byPlace = (_: unknown, index: number) => (index < compared.buckets.length ? index : undefined);
  if (!isOfClock || first === undefined || comparedFirst === undefined) return current.buckets.map(byPlace);
  const clockOf = ({ start }: Bucket, firstDay: number) => start + zone.offsetAt(start) - firstDay;
  const places = new Map<number, number[]>();
  for (const [place, bucket] of compared.buckets.entries()) {
    const clock = clockOf(bucket, comparedFirst);
    places.set(clock, [...(places.get(clock) ?? []), place]);
  }
  const met = new Map<number, number>();
  return current.buckets.map((bucket) => {
    const clock = clockOf(bucket, first);
    // An hour that the clocks show twice is compared with its like, or with the only one there was.
    const time = met.get(clock) ?? 0;
    met.set(clock, time + 1);
    const place = places.get(clock);
    return place?.[Math.min(time, place.length - 1)];
  });
}
