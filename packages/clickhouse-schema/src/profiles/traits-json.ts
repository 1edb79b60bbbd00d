/**
 * A flat JSON object that ClickHouse can read. TRICKY: it takes a document with a whole number of more than 64 bits for no JSON at
 * all; with an exponent the same number is a float to it.
 */
export function traitsJson(traits: Readonly<Record<string, string | number | boolean | null>>): string {
  const members = Object.entries(traits).map(([key, value]) => `${JSON.stringify(key)}:${textOf(value)}`);
  return `{${members.join(',')}}`;
}

const afterLargest = 2 ** 63;

function textOf(value: string | number | boolean | null): string {
  if (typeof value === 'number' && Math.abs(value) >= afterLargest) return value.toExponential();
  return JSON.stringify(value);
}
