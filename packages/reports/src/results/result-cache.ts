import QuickLRU from 'quick-lru';

/** Keeps answers that cannot change. Both methods may forget; neither may reject. */
export interface ResultCache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

/** Keeps the answers asked for last in this process: so many at least, twice as many at most. */
export function createMemoryResults(maxEntries = 250): ResultCache {
  const results = new QuickLRU<string, string>({ maxSize: maxEntries });
  return {
    get: async (key) => results.get(key),
    set: async (key, value) => void results.set(key, value),
  };
}
