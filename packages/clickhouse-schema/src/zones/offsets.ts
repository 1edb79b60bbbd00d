import { createZone, dayMs, offsetChanges, type Zone } from './zone.ts';

/** A zone's offsets since 1970. ClickHouse is given these, since it may not have every zone that this runtime has. */
export interface Offsets {
  /** Milliseconds since the epoch from which each offset holds; the first is 0, and its offset holds before, too. */
  readonly since: readonly number[];
  /** Seconds to add to UTC, one for each of `since`. */
  readonly seconds: readonly number[];
}

/** The last that ClickHouse's DateTime holds. */
const end = 2 ** 32 * 1_000;
/** No zone changes its offset twice within a week; in steps of a day it would take seven times as long. */
const stepMs = 7 * dayMs;

/** It takes some 30 ms to find them. */
const offsetsOfZones = new WeakMap<Zone, Offsets>();

/** Throws RangeError for an unknown name. */
export function offsetsOf(name: string): Offsets {
  const zone = createZone(name);
  const offsets = offsetsOfZones.get(zone) ?? findOffsets(zone);
  offsetsOfZones.set(zone, offsets);
  return offsets;
}

function findOffsets(zone: Zone): Offsets {
  const since = [0];
  let offset = zone.offsetAt(0);
  for (let at = 0; at < end; at += stepMs) {
    const next = zone.offsetAt(at + stepMs);
    if (next !== offset) since.push(...offsetChanges(zone, at, at + stepMs));
    offset = next;
  }
  return { since, seconds: since.map((instant) => zone.offsetAt(instant) / 1_000) };
}

/** The instant at which a day since the epoch begins in the zone: its local midnight, or where the clocks jump over that, the jump. */
export function dayBegins({ since, seconds }: Offsets, day: number): number {
  const local = day * dayMs;
  const offsetAt = (index: number) => (seconds[index] ?? 0) * 1_000;
  // The first offset by whose end the day has begun.
  const index = lowest(
    since.length,
    (one) => local < (since[one + 1] ?? Number.POSITIVE_INFINITY) + offsetAt(one),
  );
  return index === 0 ? local - offsetAt(0) : Math.max(local - offsetAt(index), since[index] ?? 0);
}

/** The first index for which it is true, of those below `count`; the last for none. */
function lowest(count: number, isTrue: (index: number) => boolean): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
