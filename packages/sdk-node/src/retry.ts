const minRetryMs = 300;
const maxRetryMs = 60_000;
const maxRetryAfterMs = 3_600_000;

/** When the next attempt may come. Times are those of `performance.now()`, which no change of the clock moves. */
export interface Retry {
  /** How long to wait for the next attempt; 0 where nothing failed. */
  readonly waitMs: () => number;
  readonly succeed: () => void;
  readonly fail: (retryAfter: string | null) => void;
  /** Does not wait any longer, unless the server asked for it. */
  readonly hurry: () => void;
}

export function createRetry(): Retry {
  let failures = 0;
  let notBefore = 0;
  let isOrdered = false;
  return {
    waitMs: () => Math.max(0, notBefore - performance.now()),
    succeed: () => {
      failures = 0;
      notBefore = 0;
    },
    fail: (retryAfter) => {
      failures += 1;
      const orderedMs = retryAfterMs(retryAfter);
      isOrdered = orderedMs !== undefined;
      // Full jitter from 1 s, doubling to 60 s, so that many servers do not come back at once.
      const ownMs = Math.random() * Math.min(maxRetryMs, 500 * 2 ** failures);
      notBefore = performance.now() + minRetryMs + Math.min(maxRetryAfterMs, orderedMs ?? ownMs);
    },
    hurry: () => {
      if (!isOrdered) notBefore = 0;
    },
  };
}

/** `Retry-After` in milliseconds, which is seconds or a date; `undefined` where it says nothing that lies ahead. */
function retryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return milliseconds > 0 ? milliseconds : undefined;
}
