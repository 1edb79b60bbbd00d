/**
 * Remembers the results of `compute` by string key, at most `size` of them; the least recently used goes first.
 * A `size` of 0 remembers nothing.
 */
export function cached<T>(size: number, compute: (key: string) => T): (key: string) => T {
  if (size <= 0) return compute;
  // Two generations instead of a linked list: a hit costs one look-up, and at most `size` entries are alive.
  const generationSize = Math.ceil(size / 2);
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  const keep = (key: string, value: T): T => {
    if (young.size >= generationSize) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
    return value;
  };
  return (key) => {
    const hit = young.get(key);
    if (hit !== undefined) return hit;
    const earlier = old.get(key);
    return keep(key, earlier !== undefined ? earlier : compute(key));
  };
}
