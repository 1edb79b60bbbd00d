/** Text in quotes as ClickHouse writes it inside of maps and arrays, also in CSV. */
const quoted = /'((?:[^'\\]|\\.)*)'/gs;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', 0: '\0' };

/** `['a','b']` */
export function listOfText(text: string): string[] {
  return [...text.matchAll(quoted)].map(([, inner = '']) =>
    inner.replace(/\\(.)/gs, (_, character: string) => escapes[character] ?? character),
  );
}

/** `{'key':'value','other':'value'}` of a `Map(String, String)`. */
export function mapOfText(text: string): Record<string, string> {
  const parts = listOfText(text);
  const entries = parts.flatMap((key, index) => (index % 2 === 0 ? [[key, parts[index + 1] ?? '']] : []));
  return Object.fromEntries(entries);
}
