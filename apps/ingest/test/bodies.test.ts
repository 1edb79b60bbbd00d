import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { maxBodyBytes } from '@gatrix/analytics-protocol/track';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { browser, errorForm, lastOf, startTestServer, type TestServer } from './fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ isDefault: true });
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

const event = '{"type":"track","payload":{"name":"grüße"}}';
const headers = () => ({
  'openpanel-client-id': server.write.id,
  'openpanel-client-secret': server.write.secret,
  'user-agent': browser,
});

/** By node:http, which sends exactly the headers it is told to. */
async function raw(body: Buffer | string, more: Record<string, string> = {}) {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    const options = { method: 'POST', headers: { ...headers(), ...more } };
    httpRequest(`${server.url}/track`, options, resolve).once('error', reject).end(body);
  });
  return { status: response.statusCode, body: JSON.parse(await text(response)) };
}

/** What comes back for bytes that may be no HTTP at all. */
async function bytes(data: string | Buffer): Promise<{ status: number; head: string; body: unknown }> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(data);
  const all = await text(socket);
  const [head = '', body = ''] = all.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body: JSON.parse(body) };
}

describe('content types', () => {
  test.each([
    ['application/json'],
    ['application/json; charset=utf-8'],
    ['Application/JSON;charset="UTF-8"'],
    ['application/vnd.api+json'],
    ['text/plain'],
    ['text/plain;charset=UTF-8'],
    ['text/html'],
  ])('JSON as %s is accepted', async (type) => {
    expect((await raw(event, { 'content-type': type })).status).toBe(200);
    expect(lastOf(server, 'track').payload.name).toBe('grüße');
  });

  test('JSON without a content type is accepted', async () => {
    expect((await raw(event)).status).toBe(200);
  });

  test('another charset that is named is read as such', async () => {
    const type = 'application/json; charset=iso-8859-1';
    expect((await raw(Buffer.from(event, 'latin1'), { 'content-type': type })).status).toBe(200);
    expect(lastOf(server, 'track').payload.name).toBe('grüße');
    expect((await raw(event, { 'content-type': 'text/plain; charset=nonsense' })).status).toBe(415);
  });

  test('a byte order mark in front is no error', async () => {
    expect((await raw(`\ufeff${event}`, { 'content-type': 'application/json' })).status).toBe(200);
  });

  test.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'image/png',
    'application/octet-stream',
    'nonsense',
    'application/jsonx',
  ])('%s is 415', async (type) => {
    const { status, body } = await raw(event, { 'content-type': type });
    expect(status).toBe(415);
    expect(body).toEqual(errorForm('unsupported_media_type'));
  });

  test.each(['', '{', '{"type":', 'type=track', "{'a':1}", '\u0000', 'undefined', 'NaN'])(
    '%j is not JSON: 400',
    async (body) => {
      const answer = await raw(body, { 'content-type': 'application/json' });
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual(errorForm('invalid_json'));
    },
  );
});

describe('sizes and compression', () => {
  /** A valid body of exactly so many bytes. */
  const bodyOf = (size: number) => {
    const frame = '{"type":"track","payload":{"name":"x","properties":{"a":""}}}';
    return frame.replace('"a":""', `"a":"${'x'.repeat(size - frame.length)}"`);
  };
  const encoders = {
    gzip: gzipSync,
    'x-gzip': gzipSync,
    deflate: deflateSync,
    br: brotliCompressSync,
  };

  test('1 MiB is accepted, a byte more is 413', async () => {
    expect((await raw(bodyOf(maxBodyBytes))).status).toBe(200);
    const { status, body } = await raw(bodyOf(maxBodyBytes + 1));
    expect(status).toBe(413);
    expect(body).toEqual(errorForm('body_too_large'));
  });

  test.each(Object.entries(encoders))(
    '%s: the same limit counts after decompression',
    async (name, encode) => {
      const encoding = { 'content-encoding': name, 'content-type': 'application/json' };
      expect((await raw(encode(bodyOf(maxBodyBytes)), encoding)).status).toBe(200);
      expect(server.received).toHaveLength(1);
      const { status, body } = await raw(encode(bodyOf(maxBodyBytes + 1)), encoding);
      expect(status).toBe(413);
      expect(body).toEqual(errorForm('body_too_large'));
    },
  );

  test('deflate without its header, upper case and identity are understood', async () => {
    expect((await raw(deflateRawSync(event), { 'content-encoding': 'deflate' })).status).toBe(200);
    expect((await raw(gzipSync(event), { 'content-encoding': 'GZIP' })).status).toBe(200);
    expect((await raw(event, { 'content-encoding': 'identity' })).status).toBe(200);
  });

  test.each(['gzip', 'deflate', 'br'])(
    '%s that is broken is 400, cut or not compressed at all',
    async (name) => {
      const encoded = encoders[name as 'gzip'](bodyOf(5_000));
      for (const body of [encoded.subarray(0, encoded.length - 6), Buffer.from(event), Buffer.alloc(0)]) {
        const answer = await raw(body, { 'content-encoding': name, 'content-type': 'application/json' });
        expect(answer.status).toBe(400);
        expect(answer.body.success).toBe(false);
      }
    },
  );

  test.each(['zstd', 'compress', 'gzip, br', '__proto__', 'constructor'])(
    'encoding %s is 415',
    async (name) => {
      const { status, body } = await raw(event, { 'content-encoding': name });
      expect(status).toBe(415);
      expect(body).toEqual(errorForm('unsupported_media_type'));
    },
  );

  test('bombs are 413 and take no memory', async () => {
    const zeros = Buffer.alloc(256 * 1024 * 1024);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 2 };
    const bombs = { gzip: gzipSync(zeros), br: brotliCompressSync(zeros, { params }) };
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 20; round++) {
      for (const [name, bomb] of Object.entries(bombs)) {
        expect((await raw(bomb, { 'content-encoding': name })).status).toBe(413);
      }
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });
});

describe('paths, methods and what is no HTTP', () => {
  test.each(['/', '/nope', '/track/nope', '/track%2f', '/TRACK', '/__proto__'])(
    'POST %s is 404',
    async (path) => {
      const { status, body } = await server.send(path, { method: 'POST', body: event });
      expect(status).toBe(404);
      expect(body).toEqual(errorForm('not_found'));
    },
  );

  test.each([
    ['GET', '/track', 'POST, OPTIONS'],
    ['PUT', '/track', 'POST, OPTIONS'],
    ['DELETE', '/identify', 'POST, OPTIONS'],
    ['GET', '/increment?clientId=x', 'POST, OPTIONS'],
    ['POST', '/track/device-id', 'GET, OPTIONS'],
    ['PATCH', '/health', 'GET, OPTIONS'],
    ['POST', '/sdk.js', 'GET, OPTIONS'],
  ])('%s %s is 405, and says what the path takes', async (method, path, allow) => {
    const answer = await server.send(path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
    expect(answer.body).toEqual(errorForm('method_not_allowed'));
  });

  test('a path that cannot be decoded is 400', async () => {
    const { status, body } = await server.send('/%E0%A4%A');
    expect(status).toBe(400);
    expect(body).toEqual(errorForm('invalid_request'));
  });

  test('headers that are too large are 431', async () => {
    const answer = await bytes(`GET /health HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(answer.status).toBe(431);
    expect(answer.body).toEqual(errorForm('headers_too_large'));
  });

  test('what is no HTTP is 400', async () => {
    const answer = await bytes('\u0016\u0003\u0001 hello\r\n\r\n');
    expect(answer.status).toBe(400);
    expect(answer.head).toContain('application/json');
    expect(answer.body).toEqual(errorForm('invalid_request'));
  });

  test('a content length that is none is 400', async () => {
    const answer = await bytes('POST /track HTTP/1.1\r\nhost: a\r\ncontent-length: abc\r\n\r\n{}');
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(errorForm('invalid_request'));
  });
});
