/** What a sender would wait for its acknowledgement, from how fast messages were made durable lately. */
export interface WaitingTime {
  /** Counts messages that wait from now on; the function says that they are durable, or refused. */
  begin(messages: number): () => void;
  expectedMs(): number;
  /** Messages that wait. */
  waiting(): number;
  /** What has waited longest: the same object until it is durable or refused. */
  oldest(): object | undefined;
  /** Messages that were made durable within about a second. */
  lastSecond(): number;
}

const bucketMs = 500;
const buckets = 10;
/** Messages a second, until some have waited for half a second: a slow disk's rate. */
const assumedPerSecond = 5_000;
/** A rate is one of a full queue only then. Of few messages it says how many came, not how many can be stored. */
const fullAfterMs = 500;
const leastPerSecond = 1_000;

export function createWaitingTime(): WaitingTime {
  /** In the order in which they began. */
  const publishes = new Set<{ readonly startedAt: number }>();
  let waiting = 0;
  let busySince = 0;
  /** Messages that were made durable, by half seconds, the newest last. */
  let done: { readonly at: number; messages: number }[] = [];

  function count(messages: number): void {
    const now = performance.now();
    const last = done.at(-1);
    if (last && now - last.at < bucketMs) last.messages += messages;
    else done.push({ at: now, messages });
    if (done.length > buckets) done = done.slice(1);
  }

  return {
    begin(messages) {
      const now = performance.now();
      const publish = { startedAt: now };
      // What was stored before a pause says nothing of the time since.
      if (publishes.size === 0 && now - (done.at(-1)?.at ?? now) > bucketMs) done = [];
      if (publishes.size === 0) busySince = now;
      publishes.add(publish);
      waiting += messages;
      return () => {
        if (!publishes.delete(publish)) return;
        waiting -= messages;
        count(messages);
      };
    },
    waiting: () => waiting,
    oldest: () => publishes.values().next().value,
    lastSecond() {
      const since = performance.now() - 1_000 - bucketMs;
      return done.reduce((sum, { at, messages }) => sum + (at > since ? messages : 0), 0);
    },
    expectedMs() {
      if (publishes.size === 0) return 0;
      const now = performance.now();
      const [{ startedAt: oldest } = { startedAt: now }] = publishes;
      const stored = done.reduce((sum, { messages }) => sum + messages, 0);
      const seconds = (now - Math.min(done[0]?.at ?? now, busySince)) / 1_000;
      const isKnown = stored > 0 && now - oldest >= fullAfterMs;
      const perSecond = isKnown
        ? Math.max(leastPerSecond, stored / seconds)
        : Math.max(assumedPerSecond, stored);
      return Math.max(now - oldest, (waiting / perSecond) * 1_000);
    },
  };
}
