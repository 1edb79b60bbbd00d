import { monthOf } from '@gatrix/analytics-protocol/track';

type Timed = readonly { readonly timestamp: number }[];

const shortestTwoMonthsMs = 28 * 86_400_000;

/** Late chunks of many months are joined for so long: the fewer inserts they take, the fewer files there are. */
const lateWaitMs = 250;

/** Months that a chunk touches beyond the two of everyday life: each is a partition, and an insert makes a file in it. */
export function monthsOf(messages: Timed): number {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { timestamp } of messages) {
    if (timestamp < first) first = timestamp;
    if (timestamp > last) last = timestamp;
  }
  if (last - first < shortestTwoMonthsMs) return 0;
  return Math.max(0, new Set(messages.map(({ timestamp }) => monthOf(timestamp))).size - 2);
}

/** How long a late chunk waits for others, in milliseconds. An import in the order of time waits as long as a fresh one. */
export function lateWaitOf(messages: Timed, batchTimeoutMs: number): number {
  return monthsOf(messages) > 0 ? Math.max(lateWaitMs, batchTimeoutMs) : batchTimeoutMs;
}
