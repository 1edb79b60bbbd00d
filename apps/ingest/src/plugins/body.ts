import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { maxBodyBytes } from '@gatrix/analytics-protocol/track';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { IngestError } from '../errors.ts';

const decoders: Readonly<Record<string, (data: Buffer) => Promise<Buffer>>> = {
  gzip: (data) => promisify(gunzip)(data, { maxOutputLength: maxBodyBytes }),
  deflate: (data) => promisify(inflate)(data, { maxOutputLength: maxBodyBytes }),
  br: (data) => promisify(brotliDecompress)(data, { maxOutputLength: maxBodyBytes }),
};

const isJson = /^(application\/(json|[\w.-]+\+json)|text\/[\w.+-]+)\s*(;|$)/i;

/** Bodies are JSON, also as text/plain (beacons) and without a content type; gzip, deflate and br are undone. */
export function registerBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: maxBodyBytes },
    async (request: FastifyRequest, body: Buffer) => {
      const type = request.headers['content-type'];
      if (type !== undefined && !isJson.test(type)) {
        throw new IngestError(
          'unsupported_media_type',
          `content type ${type.slice(0, 100)} is not JSON or text`,
        );
      }
      const plain = await decode(body, request.headers['content-encoding']);
      try {
        return JSON.parse(plain.toString('utf8')) as unknown;
      } catch (error) {
        throw new IngestError('invalid_json', 'the body is not JSON', { cause: error });
      }
    },
  );
}

async function decode(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body;
  const decoder = decoders[encoding.trim().toLowerCase()];
  if (!decoder)
    throw new IngestError('unsupported_media_type', 'content encoding is none of gzip, deflate, br');
  try {
    return await decoder(body);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new IngestError('body_too_large', 'the body is larger than 1 MiB after decompression', {
        cause: error,
      });
    }
    throw new IngestError('invalid_body', `the body is not ${encoding}`, { cause: error });
  }
}
