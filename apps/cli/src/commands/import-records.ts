import { parse } from 'csv-parse';
import { isObject, objectOf } from '../json-lines.ts';
import { jsonObjects } from '../json-objects.ts';
import type { ReadRecord } from '../sources/source.ts';
import { dumpedRecords } from './dumped-records.ts';
import { linesOf, openText } from './import-lines.ts';

/** Longer ones are no records, but a quote that is never closed. */
const maxRecordBytes = 4_000_000;

/**
 * The records of a file: JSON lines, a JSON document or a dump of PostgreSQL where it begins so, else CSV with a header.
 * `close` ends the progress bar.
 */
export async function openRecords(
  file: string,
): Promise<{ readonly records: AsyncIterable<ReadRecord>; close(): void }> {
  const source = await openText(file, { progress: true });
  return { records: recordsOf(source.text), close: () => source.close() };
}

export async function* recordsOf(text: AsyncIterable<string>): AsyncIterable<ReadRecord> {
  const pieces = text[Symbol.asyncIterator]();
  let start = '';
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    start += next.value;
    if (start.trim() !== '') break;
  }
  const first = start.trimStart()[0];
  if (first === undefined) return;
  const all = startingWith(start, pieces);
  if (first === '[') yield* jsonDocument(all);
  else if (first === '{') yield* jsonRecords(linesOf(all));
  else if (/^\s*(?:--|COPY |SET )/.test(start)) yield* dumpedRecords(linesOf(all));
  else yield* csvRecords(linesOf(all));
}

async function* startingWith(first: string, rest: AsyncIterator<string>): AsyncIterable<string> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** An object a line, or objects that are written over several. */
async function* jsonRecords(lines: AsyncIterable<string>): AsyncIterable<ReadRecord> {
  const iterator = lines[Symbol.asyncIterator]();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const line = next.value.trim();
    if (line === '') continue;
    const isOpen = /[{[,]$/.test(line);
    if (isOpen) return yield* jsonDocument(withLineEnds(startingWith(line, iterator)));
    yield* itemsOf(line);
  }
}

async function* jsonDocument(text: AsyncIterable<string>): AsyncIterable<ReadRecord> {
  for await (const object of jsonObjects(text, maxRecordBytes)) yield* itemsOf(object);
}

async function* withLineEnds(lines: AsyncIterable<string>): AsyncIterable<string> {
  for await (const line of lines) yield `${line}\n`;
}

/** A record, or those of an API's answer, which has them in `data`. */
function itemsOf(text: string): readonly ReadRecord[] {
  const record = objectOf(text);
  if (!record) return [{ broken: text }];
  if (!Array.isArray(record.data)) return [{ record }];
  return record.data.map((item: unknown) =>
    isObject(item) ? { record: item } : { broken: JSON.stringify(item) },
  );
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
