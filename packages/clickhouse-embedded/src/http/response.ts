import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { ClickHouseError } from '@clickhouse/client';
import type { QueryOutcome } from '../engine/run.ts';
import { clickHouseError } from '../errors.ts';
import { summaryHeader } from '../summary.ts';
import { contentType } from './content-type.ts';
import type { ResponseEncoding } from './encoding.ts';
import { statusOf } from './status.ts';

const exceptionDelayMs = 50;
/** A reader on a busy machine takes seconds to come to the error that stands behind its rows. */
const cutAfterMs = 5_000;

/** Answers with a result; an error in its middle goes behind the rows in ClickHouse's own form, and cuts the answer. */
export async function sendResult(
  response: ServerResponse,
  outcome: QueryOutcome,
  options: {
    readonly headers: OutgoingHttpHeaders;
    readonly encoding: ResponseEncoding | undefined;
    readonly version: string;
  },
): Promise<void> {
  const tag = randomBytes(8).toString('hex');
  response.writeHead(200, {
    ...options.headers,
    'Content-Type': contentType(outcome.format),
    'X-ClickHouse-Format': outcome.format,
    'X-ClickHouse-Summary': JSON.stringify(summaryHeader(outcome.summary)),
    'X-ClickHouse-Exception-Tag': tag,
    ...(options.encoding ? { 'Content-Encoding': options.encoding.name } : {}),
  });
  const encoder = options.encoding?.create();
  let failed = false;
  const withException = async function* (stream: Readable) {
    try {
      for await (const chunk of stream) yield chunk;
    } catch (error) {
      failed = true;
      // Clients read the block only where it comes in one piece, so the rows go out before it.
      if (encoder) await new Promise<void>((resolve) => encoder.flush(() => resolve()));
      await delay(exceptionDelayMs);
      yield exceptionBlock(tag, exceptionText(error, options.version));
    }
  };
  const body = withException(outcome.stream);
  if (encoder) await pipeline(body, encoder, response, { end: false });
  else await pipeline(body, response, { end: false });
  if (failed) await cutOff(response);
  else response.end();
}

/**
 * Ends an answer without its last chunk, which tells clients that do not know the tag that it is not whole. Those that
 * know it hang up by themselves, and get the time to: a cut would overtake the error that they are about to read.
 */
async function cutOff(response: ServerResponse): Promise<void> {
  await once(response, 'close', { signal: AbortSignal.timeout(cutAfterMs) }).catch(() =>
    response.socket?.end(),
  );
}

/** Answers with an error as ClickHouse does. */
export function sendError(
  response: ServerResponse,
  thrown: unknown,
  options: { readonly headers: OutgoingHttpHeaders; readonly version: string },
): void {
  const error = toClickHouseError(thrown);
  response.writeHead(statusOf(Number(error.code)), {
    ...options.headers,
    'Content-Type': 'text/plain; charset=UTF-8',
    'X-ClickHouse-Exception-Code': error.code,
  });
  response.end(exceptionText(error, options.version));
}

function exceptionText(thrown: unknown, version: string): string {
  const error = toClickHouseError(thrown);
  const name = error.type ?? 'UNKNOWN_EXCEPTION';
  return `Code: ${error.code}. DB::Exception: ${error.message.trimEnd()} (${name}) (version ${version})\n`;
}

function toClickHouseError(error: unknown): ClickHouseError {
  if (error instanceof ClickHouseError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const isZlib = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
  return isZlib
    ? clickHouseError(354, 'ZLIB_INFLATE_FAILED', message)
    : clickHouseError(1002, 'UNKNOWN_EXCEPTION', message);
}

/** What a client that knows the tag of the answer's header finds the error by. */
function exceptionBlock(tag: string, text: string): Buffer {
  const length = Buffer.byteLength(text);
  return Buffer.from(`\r\n__exception__\r\n${tag}\r\n${text}${length} ${tag}\r\n__exception__\r\n`);
}
