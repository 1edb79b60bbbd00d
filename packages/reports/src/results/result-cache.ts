/** Keeps answers that cannot change. Both methods may forget; neither may reject. */
export interface ResultCache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

/** Keeps the answers asked for last in this process. */
export function createMemoryResults(maxEntries = 500): ResultCache {
  const kept = new Map<string, string>();
  return {
    get: async (key) => {
      const value = kept.get(key);
      if (value === undefined) return undefined;
      kept.delete(key);
      kept.set(key, value);
      return value;
    },
    set: async (key, value) => {
      kept.delete(key);
      kept.set(key, value);
      for (const oldest of kept.keys()) if (kept.size > maxEntries) kept.delete(oldest);
    },
  };
}
