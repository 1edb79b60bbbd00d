import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import {
  createBrotliCompress,
  createBrotliDecompress,
  createDeflate,
  createGunzip,
  createGzip,
  createInflate,
} from 'node:zlib';
import { clickHouseError } from '../errors.ts';

/** A compressor, which can be told to give out what it holds. */
type Encoder = Transform & { flush(done: () => void): void };

const encoders: Readonly<Record<string, (level: number) => Encoder>> = {
  gzip: (level) => createGzip({ level }),
  deflate: (level) => createDeflate({ level }),
  br: () => createBrotliCompress({ params: {} }),
};

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * A request's body, decompressed as its `Content-Encoding` says.
 * @throws ClickHouseError 89 for an encoding that is not known here (zstd, lz4, …).
 */
export function decodeBody(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return request;
  const decoder = decoders[encoding]?.();
  if (!decoder) {
    throw clickHouseError(89, 'UNKNOWN_COMPRESSION_METHOD', `Unknown compression method: ${encoding} `);
  }
  request.on('error', (error) => decoder.destroy(error));
  return request.pipe(decoder);
}

export interface ResponseEncoding {
  readonly name: string;
  create(): Encoder;
}

/** The first encoding of `Accept-Encoding` that is known here. */
export function chooseEncoding(accepted: string | undefined, level: number): ResponseEncoding | undefined {
  for (const item of (accepted ?? '').split(',')) {
    const name = item.split(';')[0]?.trim().toLowerCase() ?? '';
    const create = encoders[name];
    if (create) return { name, create: () => create(level) };
  }
  return undefined;
}
