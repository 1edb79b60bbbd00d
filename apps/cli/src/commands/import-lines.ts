import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { maxBatchMonths, monthOf, parseInstant } from '@gatrix/analytics-protocol/track';
import { SingleBar } from 'cli-progress';

/** Bytes of JSON that a request carries at most, well under ingest's limit of 1 MiB. */
export const maxRequestBytes = 800_000;
export const maxRequestMessages = 1_000;

export interface LineSource {
  readonly lines: AsyncIterable<string>;
  close(): void;
}

export interface TextSource {
  /** In pieces of any length. */
  readonly text: AsyncIterable<string>;
  close(): void;
}

/** The text of a file or, for `-`, of the standard input; gzip is recognised by its first bytes. With a progress bar on a terminal. */
export async function openText(file: string, options: { readonly progress: boolean }): Promise<TextSource> {
  const size = file === '-' ? 0 : (await stat(file)).size;
  const raw: Readable = file === '-' ? process.stdin : createReadStream(file);
  const bar =
    options.progress && process.stderr.isTTY && size > 0
      ? new SingleBar({ stream: process.stderr, format: '{bar} {percentage}% | {eta_formatted} left' })
      : undefined;
  bar?.start(size, 0);
  const counted = new PassThrough();
  raw.on('data', (chunk: Buffer) => bar?.increment(chunk.length));
  raw.on('error', (error) => counted.destroy(error));
  raw.pipe(counted);
  const input = await decompressed(counted);
  return { text: textOf(input), close: () => bar?.stop() };
}

export async function openLines(file: string, options: { readonly progress: boolean }): Promise<LineSource> {
  const { text, close } = await openText(file, options);
  return { lines: linesOf(text), close };
}

/** A byte order mark is left out, and says whether the text is UTF-16, as PowerShell writes it. */
async function* textOf(input: Readable): AsyncIterable<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    decoder ??= new TextDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : 'utf-8');
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder?.decode() ?? '';
}

/** Lines end with `\n` or `\r\n`. Not by readline, which from Node 24 on also ends them at U+2028, as JSON may hold it. */
export async function* linesOf(text: AsyncIterable<string>): AsyncIterable<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}

async function decompressed(stream: PassThrough): Promise<Readable> {
  const first = await firstChunk(stream);
  if (first?.[0] !== 0x1f || first[1] !== 0x8b) return stream;
  const gunzip = createGunzip();
  stream.on('error', (error) => gunzip.destroy(error));
  return stream.pipe(gunzip);
}

/** Looks at the first bytes and leaves them in the stream. */
async function firstChunk(stream: PassThrough): Promise<Buffer | undefined> {
  for (;;) {
    const chunk: unknown = stream.read();
    if (Buffer.isBuffer(chunk)) {
      stream.unshift(chunk);
      return chunk;
    }
    if (stream.readableEnded || stream.destroyed) return undefined;
    const ended = await new Promise<boolean>((resolve, reject) => {
      stream.once('readable', () => resolve(false));
      stream.once('end', () => resolve(true));
      stream.once('error', reject);
    });
    if (ended) return undefined;
  }
}

export interface ImportedMessage {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Joins messages into requests, by number, bytes and the months they touch. */
export async function* inRequests(
  messages: AsyncIterable<ImportedMessage>,
): AsyncIterable<ImportedMessage[]> {
  let batch: ImportedMessage[] = [];
  let bytes = 0;
  let months = new Set<number>();
  for await (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify(message));
    const month = monthOf(timeOf(message) ?? Date.now());
    const isFull = batch.length >= maxRequestMessages || bytes + size > maxRequestBytes;
    if (batch.length > 0 && (isFull || (months.size >= maxBatchMonths && !months.has(month)))) {
      yield batch;
      batch = [];
      bytes = 0;
      months = new Set();
    }
    months.add(month);
    batch.push(message);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** What a message says of its time; undefined where it says nothing that can be read. */
export function timeOf({ payload: { timestamp } }: ImportedMessage): number | undefined {
  return typeof timestamp === 'string' || typeof timestamp === 'number' ? parseInstant(timestamp) : undefined;
}
