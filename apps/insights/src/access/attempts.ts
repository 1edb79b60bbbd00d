import { InsightsError } from '../errors.ts';

/** How often something may be tried within a time. */
export interface Attempts {
  /** Counts one more; false where it is one too many. */
  take(key: string): boolean;
  /** Seconds until it may be tried again. */
  wait(key: string): number;
  /** What was tried was right: it counts from the start. */
  reset(key: string): void;
}

/** Counts in this process, by the clock given. */
export function createAttempts(options: {
  readonly max: number;
  readonly windowMs: number;
  readonly now: () => number;
}): Attempts {
  const { max, windowMs, now } = options;
  const windows = new Map<string, { readonly endsAt: number; count: number }>();
  const forgetOld = () => {
    for (const [key, { endsAt }] of windows) if (endsAt <= now()) windows.delete(key);
  };
  return {
    take: (key) => {
      const entry = windows.get(key);
      if (entry && entry.endsAt > now()) {
        entry.count += 1;
        return entry.count <= max;
      }
      forgetOld();
      windows.set(key, { endsAt: now() + windowMs, count: 1 });
      return true;
    },
    wait: (key) => Math.max(0, Math.ceil(((windows.get(key)?.endsAt ?? 0) - now()) / 1_000)),
    reset: (key) => void windows.delete(key),
  };
}

/** Counts a password that is tried, of each. Throws `too_many_requests`, which says when it may be tried again. */
export function takeAll(tries: readonly (readonly [attempts: Attempts, key: string])[]): void {
  for (const [attempts, key] of tries) {
    if (attempts.take(key)) continue;
    throw new InsightsError(
      'too_many_requests',
      'too many passwords were tried: wait a quarter of an hour',
      [],
      undefined,
      attempts.wait(key),
    );
  }
}
