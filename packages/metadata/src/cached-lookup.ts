import QuickLRU from 'quick-lru';
import { createBatchLoader } from './batch-loader.ts';
import { MetadataUnavailableError } from './errors.ts';

export interface CachedLookupOptions<T> {
  readonly load: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;
  /** How long a value is served without asking again. */
  readonly ttlMs: number;
  /** How long a value is served where asking again fails. */
  readonly maxStaleMs: number;
  /** Of values that are kept at least, and as many again of ids that do not exist; at most twice as many. */
  readonly maxEntries: number;
  /** How long a caller who could have a stale value waits for the fresh one. */
  readonly patienceMs: number;
  /** How long one query may take, and the pause after one that failed. */
  readonly loadTimeoutMs: number;
  readonly retryDelayMs: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

interface Entry<T> {
  readonly value: T;
  readonly loadedAt: number;
}

/**
 * Values by id. Ids that do not exist are remembered apart, so that a flood of them pushes out no value. Rejects with
 * a MetadataUnavailableError where nothing is known and nothing can be found out. What is known is answered at once.
 */
export function createCachedLookup<T>(
  options: CachedLookupOptions<T>,
): (id: string, maxAgeMs?: number) => T | undefined | Promise<T | undefined> {
  const { ttlMs, maxStaleMs, maxEntries, now } = options;
  const cache = new QuickLRU<string, Entry<T>>({ maxSize: maxEntries });
  const missing = new QuickLRU<string, number>({ maxSize: maxEntries });
  let failedAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;

  const load = createBatchLoader<T>({
    load: options.load,
    timeoutMs: options.loadTimeoutMs,
    maxBatch: 500,
    onLoaded: (id, value) => {
      if (value === undefined) {
        cache.delete(id);
        missing.set(id, now());
      } else {
        missing.delete(id);
        cache.set(id, { value, loadedAt: now() });
      }
    },
  });

  const fetch = async (id: string): Promise<T | undefined> => {
    // While the database is away, each look-up would otherwise wait for its own time-out.
    if (now() - failedAt < options.retryDelayMs) throw unavailable(failure);
    try {
      const value = await load(id);
      failure = undefined;
      return value;
    } catch (error) {
      failedAt = now();
      failure = error;
      throw unavailable(error);
    }
  };

  return (id, maxAgeMs = ttlMs) => {
    const entry = cache.get(id);
    if (entry && now() - entry.loadedAt < maxAgeMs) return entry.value;
    if (now() - (missing.get(id) ?? Number.NEGATIVE_INFINITY) < maxAgeMs) return undefined;
    if (!entry || now() - entry.loadedAt > maxStaleMs) return fetch(id);
    // Once a query has failed, nobody waits for the next ones: the first that succeeds renews the value all the same.
    return freshOr(entry.value, fetch(id), failure === undefined ? options.patienceMs : 0);
  };
}

/** The fresh value where it comes in time, else the stale one. */
async function freshOr<T>(
  stale: T,
  fresh: Promise<T | undefined>,
  patienceMs: number,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, patienceMs, stale);
  });
  try {
    return await Promise.race([fresh, late]);
  } catch {
    return stale;
  } finally {
    clearTimeout(timer);
  }
}

function unavailable(error: unknown): MetadataUnavailableError {
  return error instanceof MetadataUnavailableError ? error : new MetadataUnavailableError(error);
}
