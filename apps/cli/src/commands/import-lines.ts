import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SingleBar } from 'cli-progress';

/** Bytes of JSON that a request carries at most, well under ingest's limit of 1 MiB. */
export const maxRequestBytes = 800_000;
export const maxRequestMessages = 1_000;

export interface LineSource {
  readonly lines: AsyncIterable<string>;
  close(): void;
}

/** The lines of a file or, for `-`, of the standard input; gzip is recognised by its first bytes. With a progress bar on a terminal. */
export async function openLines(file: string, options: { readonly progress: boolean }): Promise<LineSource> {
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
  return { lines: linesOf(input), close: () => bar?.stop() };
}

/** TRICKY: an interface drops the lines that it reads before somebody iterates it, so that it is made only then. */
async function* linesOf(input: Readable): AsyncIterable<string> {
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
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

/** Joins messages into requests, by number and bytes. */
export async function* inRequests<T>(messages: AsyncIterable<T>): AsyncIterable<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for await (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify(message));
    if (batch.length > 0 && (batch.length >= maxRequestMessages || bytes + size > maxRequestBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
