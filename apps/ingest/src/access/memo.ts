/** Longer ones are made up, and would fill the memory. */
const maxKeyLength = 1_024;

/** Remembers what follows from a text: simple and bounded, because real traffic has few, and made-up ones cost no more. */
export function createMemo<T>(maxEntries: number): (key: string, work: () => T) => T {
  const values = new Map<string, T>();
  return (key, work) => {
    const remembered = values.get(key);
    if (remembered !== undefined) return remembered;
    const value = work();
    if (values.size >= maxEntries) values.clear();
    if (key.length <= maxKeyLength) values.set(key, value);
    return value;
  };
}
