import type { ReadRecord } from '../sources/source.ts';

/** `COPY public.session (session_id, browser) FROM stdin;` */
const copy = /^COPY (?:[^ (]+\.)?"?(\w+)"? \((.*)\) FROM stdin;$/;
const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The rows of all tables of a dump that `pg_dump` wrote as text; the columns that are null are left out. */
export async function* dumpedRecords(lines: AsyncIterable<string>): AsyncIterable<ReadRecord> {
  let columns: readonly string[] | undefined;
  for await (const line of lines) {
    if (columns === undefined) columns = columnsOf(line);
    else if (line === '\\.') columns = undefined;
    else yield rowOf(line, columns);
  }
}

function columnsOf(line: string): readonly string[] | undefined {
  const [, , names] = copy.exec(line) ?? [];
  return names?.split(', ').map((name) => name.replaceAll('"', ''));
}

function rowOf(line: string, columns: readonly string[]): ReadRecord {
  const values = line.split('\t');
  if (values.length !== columns.length) return { broken: line };
  const entries = columns.flatMap((name, index): [string, string][] => {
    const value = values[index] ?? '\\N';
    return value === '\\N' ? [] : [[name, unescaped(value)]];
  });
  return { record: Object.fromEntries(entries) };
}

/** Written as `\t`, `\\`, or the code in octal or hexadecimal digits. */
function unescaped(value: string): string {
  if (!value.includes('\\')) return value;
  return value.replace(/\\(?:x([\da-f]{1,2})|([0-7]{1,3})|(.))/gs, (_, hex, octal, character) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return escapes[character] ?? character;
  });
}
