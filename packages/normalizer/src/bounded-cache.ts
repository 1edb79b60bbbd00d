import QuickLRU from 'quick-lru';

/**
 * Remembers the results of `compute` by string key, at most `size` of them; the least recently used go first.
 * A `size` of 0 remembers nothing.
 */
export function cached<T>(size: number, compute: (key: string) => T): (key: string) => T {
  if (size <= 0) return compute;
  // It keeps up to twice its size.
  const results = new QuickLRU<string, T>({ maxSize: Math.ceil(size / 2) });
  return (key) => {
    const before = results.get(key);
    if (before !== undefined) return before;
    const result = compute(key);
    results.set(key, result);
    return result;
  };
}
