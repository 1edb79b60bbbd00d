/** The q-quantile (0 to 1) of numbers in ascending order, between two of them where it falls there; null of none. */
export function quantile(sorted: ArrayLike<number>, q: number): number | null {
  if (sorted.length === 0) return null;
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? 0;
  return below + (above - below) * (position - Math.floor(position));
}

export function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}
