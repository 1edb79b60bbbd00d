/** How often something may be tried within a time. */
export interface Attempts {
  /** Counts one more; false where it is one too many. */
  take(key: string): boolean;
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
      const known = windows.get(key);
      if (known && known.endsAt > now()) {
        known.count += 1;
        return known.count <= max;
      }
      forgetOld();
      windows.set(key, { endsAt: now() + windowMs, count: 1 });
      return true;
    },
    reset: (key) => void windows.delete(key),
  };
}
