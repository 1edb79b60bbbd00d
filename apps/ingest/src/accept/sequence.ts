/** What order within their millisecond `count` messages have that were received then: the first's number. */
export type Sequence = (receivedAt: number, count: number) => number;

/**
 * A process gives no number twice in a millisecond. It begins with the microsecond, so that requests that reach several
 * processes one after the other stand in that order, too.
 */
export function createSequence(
  clock: () => number = () => performance.timeOrigin + performance.now(),
): Sequence {
  let [lastAt, next] = [-1, 0];
  return (receivedAt, count) => {
    const microsecond = Math.floor((clock() - receivedAt) * 1_000);
    const first = Math.max(receivedAt === lastAt ? next : 0, Math.min(Math.max(microsecond, 0), 999));
    lastAt = receivedAt;
    next = first + count;
    return first;
  };
}
