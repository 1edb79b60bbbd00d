import { promisify, TextDecoder } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { maxBodyBytes, mayHoldLongNumbers, parseJson } from '@gatrix/analytics-protocol/track';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { IngestError } from '../errors.ts';

const gzipDecoder = decoderOf(promisify(gunzip));
const decoders: Readonly<Record<string, (data: Buffer) => Promise<Buffer>>> = {
  gzip: gzipDecoder,
  'x-gzip': gzipDecoder,
  deflate: (data) => (hasZlibHeader(data) ? zlibDecoder(data) : rawDecoder(data)),
  br: decoderOf(promisify(brotliDecompress)),
};
const zlibDecoder = decoderOf(promisify(inflate));
const rawDecoder = decoderOf(promisify(inflateRaw));

const isJson = /^\s*(application\/(json|[\w.-]+\+json)|text\/[\w.+-]+)\s*(;|$)/i;
const isForm = /^\s*application\/x-www-form-urlencoded\b/i;
const charsetForm = /;\s*charset\s*=\s*"?([^\s;"]+)/i;

/** Bodies are JSON, also as text/plain (beacons) and without a content type; gzip, deflate and br are undone. */
export function registerBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: maxBodyBytes },
    (request: FastifyRequest, body: Buffer, done) => {
      const { 'content-type': type, 'content-encoding': encoding } = request.headers;
      // Mixpanel's `/track`; the routes of other vendors read their own.
      if (isForm.test(type ?? '') && isMixpanelForm(request, body)) return done(null, body);
      if (encoding === undefined) return parseInto(done, body, type);
      decode(body, encoding).then((plain) => parseInto(done, plain, type), done);
    },
  );
}

function isMixpanelForm({ routeOptions }: FastifyRequest, body: Buffer): boolean {
  return routeOptions.url === '/track' && /(?:^|&)data=/.test(body.toString('latin1', 0, 1_000));
}

function parseInto(
  done: (error: Error | null, body?: unknown) => void,
  body: Buffer,
  type: string | undefined,
): void {
  let parsed: unknown;
  try {
    parsed = parse(body, type);
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
    return;
  }
  done(null, parsed);
}

function parse(body: Buffer, type: string | undefined): unknown {
  if (type !== undefined && type !== 'application/json' && !isJson.test(type)) {
    throw new IngestError('unsupported_media_type', `content type ${type.slice(0, 100)} is not JSON or text`);
  }
  const charset = charsetForm.exec(type ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
  const text = textOf(body, charset);
  try {
    return parseJson(text, charset !== 'utf-8' || mayHoldLongNumbers(body));
  } catch (error) {
    throw new IngestError('invalid_json', 'the body is not JSON', { cause: error });
  }
}

/** Without the byte order mark that some editors and exports put in front. */
function textOf(body: Buffer, charset: string): string {
  if (charset === 'utf-8') return body.toString('utf8', hasMark(body) ? 3 : 0);
  try {
    return new TextDecoder(charset).decode(body);
  } catch (error) {
    throw new IngestError('unsupported_media_type', `charset ${charset.slice(0, 50)} is not known`, {
      cause: error,
    });
  }
}

/** Undoes `Content-Encoding`. */
export async function decode(body: Buffer, encoding: string): Promise<Buffer> {
  const name = encoding.trim().toLowerCase();
  if (name === '' || name === 'identity') return body;
  const decoder = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (!decoder) {
    throw new IngestError('unsupported_media_type', 'content encoding is none of gzip, deflate, br');
  }
  try {
    return await decoder(body);
  } catch (error) {
    if (error instanceof RangeError) {
      const message = 'the body is larger than 1 MiB after decompression';
      throw new IngestError('body_too_large', message, { cause: error });
    }
    throw new IngestError('invalid_body', `the body is not ${name}`, { cause: error });
  }
}

/** Stops, with a RangeError, as soon as there is more than a body may have: a bomb is not unpacked first. */
function decoderOf(decompress: (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>) {
  return (data: Buffer) => decompress(data, { maxOutputLength: maxBodyBytes });
}

/** RFC 1950: method 8, and a checksum; HTTP's deflate has this header, and some senders leave it out. */
function hasZlibHeader(data: Buffer): boolean {
  const [first = 0, second = 0] = data;
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

function hasMark([first, second, third]: Buffer): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf;
}
