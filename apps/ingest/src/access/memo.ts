import QuickLRU from 'quick-lru';

/** Longer ones are made up, and would fill the memory. */
const maxKeyLength = 1_024;

/** Remembers what follows from a text, of the most recent ones. */
export function createMemo<T>(maxEntries: number): (key: string, work: () => T) => T {
  const values = new QuickLRU<string, T>({ maxSize: maxEntries });
  return (key, work) => {
    const remembered = values.get(key);
    if (remembered !== undefined) return remembered;
    const value = work();
    if (key.length <= maxKeyLength) values.set(key, value);
    return value;
  };
}
