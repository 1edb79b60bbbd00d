import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const paths = ['/track', '/track', '/track', '/identify', '/increment', '/decrement'];
const types = [
  'track',
  'identify',
  'alias',
  'increment',
  'decrement',
  'group',
  'assign_group',
  'replay',
  '__proto__',
];
const keys = [
  ...['name', 'profileId', 'deviceId', 'sessionId', 'timestamp', 'id', 'path', 'referrer', 'title', 'groups'],
  ...[
    'properties',
    'property',
    'value',
    'alias',
    'type',
    'groupIds',
    'batch',
    'payload',
    'sentAt',
    'sdk',
    'clientId',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '__identify',
    '__timestamp',
    '__ip',
  ],
  ...['__userAgent', '__deviceId', '', '.', 'a.b', '\u0000', '\ud800', 'length'],
];
const scalars = [
  ...['null', 'true', 'false', '0', '-0', '1', '-1', '1e999', '-1e999', '1e-400', '9007199254740993', '0.1'],
  ...['""', '"x"', '"\\u0000"', '"\\ud800"', '"\\udfff\\ud800"', '"\u2028"', '"😀"', '"2026-01-01"', '"-1"'],
  ...[
    '"0196fd7e-2b2c-7000-8000-000000000001"',
    '"not a date"',
    '"__proto__"',
    '"<script>"',
    '"\'; DROP TABLE x --"',
  ],
  ...['12345678901234567890123456789012345678901234567890', '"+275760-09-13T00:00:00.001Z"', '[]', '{}'],
];

function makeBodies(random: () => number) {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const value = (depth: number): string => {
    const kind = depth <= 0 ? 0 : random();
    if (kind < 0.55) return pick(scalars);
    if (kind < 0.7) return `[${Array.from({ length: below(5) }, () => value(depth - 1)).join(',')}]`;
    return object(depth - 1, below(6));
  };
  const object = (depth: number, size: number): string =>
    `{${Array.from({ length: size }, () => `${JSON.stringify(pick(keys))}:${value(depth)}`).join(',')}}`;
  const message = () =>
    `{"type":"${pick(types)}","payload":${random() < 0.9 ? object(3, below(12)) : value(2)}}`;
  const huge = () => {
    const levels = 1_000 + below(99_000);
    const kinds = [
      () => '['.repeat(levels) + ']'.repeat(levels),
      () => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
      () =>
        `{"type":"track","payload":{"name":"x","properties":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}}`,
      () => `{"type":"identify","payload":{"profileId":"u","a":${'['.repeat(levels)}${']'.repeat(levels)}}}`,
      () => `{"batch":[${'5,'.repeat(levels)}5]}`,
      () =>
        `{"type":"track","payload":{"name":"x","properties":{${Array.from({ length: 5_000 }, (_, i) => `"k${i}":${i}`)}}}}`,
      () => `{"type":"track","payload":{"name":"x","groups":[${'"g",'.repeat(levels)}"g"]}}`,
      () => `{"type":"track","payload":{"name":"${'x'.repeat(levels)}"}}`,
      () =>
        `{"type":"increment","payload":{"profileId":"u","property":"${'a.'.repeat(100)}b","value":${'9'.repeat(levels)}}}`,
    ];
    return pick(kinds)();
  };
  return () => {
    const kind = random();
    if (kind < 0.45) return Buffer.from(message());
    if (kind < 0.6) return Buffer.from(`[${Array.from({ length: 1 + below(6) }, message).join(',')}]`);
    if (kind < 0.68) return Buffer.from(`{"batch":[${message()}],"sentAt":${value(1)},"sdk":${value(1)}}`);
    if (kind < 0.8) return Buffer.from(object(4, below(14)));
    if (kind < 0.85) return Buffer.from(value(4));
    if (kind < 0.9) return Buffer.from(message()).subarray(0, below(60));
    if (kind < 0.994) return Buffer.from(Array.from({ length: below(200) }, () => below(256)));
    return Buffer.from(huge());
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

async function post(path: string, body: Buffer, headers: Record<string, string>) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${server.url}${path}`, { method: 'POST', agent, headers }, resolve)
      .once('error', reject)
      .end(body);
  });
  return { status: response.statusCode ?? 0, text: await text(response) };
}

const codings = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: (body: Buffer) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
};

test('10,000 random and hostile bodies: never a 5xx, always JSON, and no memory kept', async () => {
  const random = randomFrom(20_261_123);
  const next = makeBodies(random);
  const seen = new Map<number, number>();

  async function sendOne(): Promise<void> {
    const body = next();
    const path = paths[Math.floor(random() * paths.length)] ?? '/track';
    const headers: Record<string, string> = {
      'openpanel-client-id': server.write.id,
      'openpanel-client-secret': server.write.secret,
      'content-type': random() < 0.9 ? 'application/json' : 'text/plain',
    };
    const coding =
      random() < 0.05
        ? (Object.keys(codings) as (keyof typeof codings)[])[Math.floor(random() * 3)]
        : undefined;
    if (coding) headers['content-encoding'] = coding;
    // Half of the compressed ones are not.
    const sent = coding && body.length < 10_000 && random() < 0.5 ? codings[coding](body) : body;
    const answer = await post(path, sent, headers);
    const about = () =>
      `${path} ${answer.status} ${answer.text} for ${body.subarray(0, 300)} ${server.log.at(-1)}`;
    const parsed = JSON.parse(answer.text);
    if (answer.status >= 500 || (answer.status !== 200 && answer.status !== 202)) {
      const { success, error } = parsed;
      const isErrorForm =
        success === false &&
        typeof error.code === 'string' &&
        error.message !== '' &&
        Array.isArray(error.details);
      if (!isErrorForm || answer.status >= 500) throw new Error(about());
    } else if (parsed.success !== true) throw new Error(about());
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
  }

  async function send(count: number): Promise<void> {
    let left = count;
    const lane = async () => {
      while (left-- > 0) await sendOne();
    };
    await Promise.all(Array.from({ length: 16 }, lane));
    // What has arrived must be what a queue can hold.
    JSON.stringify(server.received);
    server.received.length = 0;
    server.log.length = 0;
  }

  await send(1_000);
  const before = heapAfterCollection();
  await send(9_000);
  expect(heapAfterCollection() - before).toBeLessThan(30 * 1024 * 1024);
  expect(Object.prototype).not.toHaveProperty('name');
  for (const status of [200, 400, 413, 415, 422]) {
    if (status !== 415) expect(seen.get(status) ?? 0, `answers of ${status}`).toBeGreaterThan(0);
  }
  expect((await server.send('/health')).status).toBe(200);
}, 120_000);

/** Without --expose-gc the heap's size says little; a full collection is asked for through V8's flag. */
function heapAfterCollection(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

const collect: () => void = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();
