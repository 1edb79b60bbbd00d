/** A value of JSON as ClickHouse wrote it: integers of 64 bits come as texts, and are numbers where a number holds them. */
export function readValue(value: unknown, type: string): unknown {
  const [, wrapper, inner] = /^(Nullable|LowCardinality|Array)\((.*)\)$/s.exec(type) ?? [];
  if (wrapper === 'Array' && inner && Array.isArray(value)) return value.map((one) => readValue(one, inner));
  if (inner && wrapper !== 'Array') return readValue(value, inner);
  if (!/^U?Int(?:64|128|256)$/.test(type) || typeof value !== 'string') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
