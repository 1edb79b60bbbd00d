import { parse } from 'csv-parse';
import { objectOf } from '../json-lines.ts';
import type { SourceRecord } from '../sources/source.ts';
import { type LineSource, openLines } from './import-lines.ts';

/** Longer ones are no records, but a quote that is never closed. */
const maxRecordBytes = 4_000_000;

/** A record of a file, or text that is none. */
export type ReadRecord = { readonly record: SourceRecord } | { readonly broken: string };

/** The records of a file: JSON lines where it begins with `{`, else CSV with a header. `close` ends the progress bar. */
export async function openRecords(
  file: string,
): Promise<{ readonly records: AsyncIterable<ReadRecord>; close(): void }> {
  const source = await openLines(file, { progress: true });
  return { records: recordsOf(source), close: () => source.close() };
}

async function* recordsOf(source: LineSource): AsyncIterable<ReadRecord> {
  const lines = source.lines[Symbol.asyncIterator]();
  let first = await lines.next();
  while (!first.done && first.value.trim() === '') first = await lines.next();
  if (first.done) return;
  const all = startingWith(first.value, lines);
  yield* first.value.trimStart().startsWith('{') ? jsonRecords(all) : csvRecords(all);
}

async function* startingWith(first: string, rest: AsyncIterator<string>): AsyncIterable<string> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* jsonRecords(lines: AsyncIterable<string>): AsyncIterable<ReadRecord> {
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const record = objectOf(line);
    yield record ? { record } : { broken: line };
  }
}

async function* csvRecords(lines: AsyncIterable<string>): AsyncIterable<ReadRecord> {
  const broken: string[] = [];
  const parser = parse({
    columns: true,
    relax_column_count: true,
    max_record_size: maxRecordBytes,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (_error, text) => {
      broken.push(typeof text === 'string' ? text.slice(0, 200) : 'a row that is no CSV');
    },
  });
  const feeding = feed(parser, lines);
  for await (const record of parser) {
    for (const text of broken.splice(0)) yield { broken: text };
    yield { record };
  }
  await feeding;
  for (const text of broken) yield { broken: text };
}

async function feed(parser: ReturnType<typeof parse>, lines: AsyncIterable<string>): Promise<void> {
  try {
    for await (const line of lines) {
      if (!parser.write(`${line}\n`)) await new Promise((resolve) => parser.once('drain', resolve));
    }
    parser.end();
  } catch (error) {
    parser.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
