import type { RateLimitSettings } from '@gatrix/analytics-metadata';
import { afterEach, describe, expect, test } from 'vitest';
import { errorForm, startTestServer, type TestServer } from './fixture.ts';

const event = { type: 'track', payload: { name: 'x' } };
const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(options: Parameters<typeof startTestServer>[0] = {}) {
  const server = await startTestServer({ isDefault: true, ...options });
  servers.push(server);
  return server;
}

const withLimits = (rateLimit: RateLimitSettings) => start({ project: { settings: { rateLimit } } });

/** The statuses of so many requests, one after another. */
async function statuses(count: number, send: () => Promise<{ status: number }>): Promise<number[]> {
  const all: number[] = [];
  for (let index = 0; index < count; index++) all.push((await send()).status);
  return all;
}

const ok = (count: number) => Array<number>(count).fill(200);

describe('rate limits', () => {
  test('100 requests a minute and address; then 429 with Retry-After and RateLimit-*', async () => {
    const server = await start();
    const first = await server.post('/track', event);
    expect(first.headers.get('ratelimit-limit')).toBe('100');
    expect(first.headers.get('ratelimit-remaining')).toBe('99');
    expect(await statuses(99, () => server.post('/track', event))).toEqual(ok(99));
    const { status, headers, body } = await server.post('/track', event);
    expect(status).toBe(429);
    expect(body).toEqual(errorForm('rate_limited'));
    const wait = Number(headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect(headers.get('ratelimit-limit')).toBe('100');
    expect(headers.get('ratelimit-remaining')).toBe('0');
    expect(headers.get('ratelimit-reset')).toBe(String(wait));
    expect(server.received).toHaveLength(100);
    // Another address has its own limit, and all endpoints share one.
    expect((await server.post('/track', event, { 'x-forwarded-for': '203.0.113.1' })).status).toBe(200);
    expect((await server.post('/identify', { profileId: 'u' })).status).toBe(429);
    expect((await server.send('/track/device-id')).status).toBe(429);
    expect((await server.send('/health')).status).toBe(200);
  });

  test('a matching origin has 1,000, a secret no limit', async () => {
    const server = await start();
    const page = await server.page('/track', event);
    expect(page.headers.get('ratelimit-limit')).toBe('1000');
    const secret = await server.server('/track', event);
    expect(secret.headers.get('ratelimit-limit')).toBeNull();
    expect(await statuses(150, () => server.server('/track', event))).toEqual(ok(150));
  });

  test('what a visitor sends beside the proxy’s header, and its place in an IPv6 network, give no new limit', async () => {
    const server = await withLimits({ addressPerMinute: 2 });
    let number = 0;
    const behind = (header: (number: number) => Record<string, string>) => () =>
      server.post('/track', event, header(++number));
    const forged = behind((n) => ({
      'x-forwarded-for': '203.0.113.9',
      'cf-connecting-ip': `198.51.100.${n}`,
    }));
    expect(await statuses(3, forged)).toEqual([200, 200, 429]);
    const rotated = behind((n) => ({ 'x-forwarded-for': `2001:db8:0:7:${n}::${n}` }));
    expect(await statuses(3, rotated)).toEqual([200, 200, 429]);
    const neighbour = behind((n) => ({ 'x-forwarded-for': `2001:db8:0:8::${n}` }));
    expect(await statuses(2, neighbour)).toEqual([200, 200]);
    expect(
      await statuses(
        2,
        behind(() => ({ 'x-forwarded-for': '2001:db8::8:0:0:0:1' })),
      ),
    ).toEqual([429, 429]);
  });

  test('a project’s own limits come before the server’s', async () => {
    const server = await withLimits({ addressPerMinute: 2, originPerMinute: 4 });
    expect(await statuses(3, () => server.post('/track', event))).toEqual([200, 200, 429]);
    expect(await statuses(5, () => server.page('/track', event))).toEqual([...ok(4), 429]);
  });

  test('a client’s limit counts all of its addresses, and not those of another client', async () => {
    const server = await withLimits({ clientPerMinute: 3 });
    const other = await server.newClient('write');
    let address = 0;
    const send = () => server.page('/track', event, { 'x-forwarded-for': `203.0.113.${++address}` });
    expect(await statuses(5, send)).toEqual([200, 200, 200, 429, 429]);
    const page = { origin: 'https://example.com', 'openpanel-client-id': other.id };
    expect((await server.post('/track', event, page)).status).toBe(200);
    expect((await server.server('/track', event)).status).toBe(200);
  });

  test('a window of a minute begins with the first request and ends', async () => {
    let now = Date.now();
    const { createInProcessRateLimiter } = await import('../src/app.ts');
    const server = await start({
      deps: { rateLimiter: createInProcessRateLimiter(() => now) },
      settings: { rateLimitMax: 1 },
    });
    expect(await statuses(2, () => server.post('/track', event))).toEqual([200, 429]);
    now += 59_000;
    const late = await server.post('/track', event);
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '1']);
    now += 1_000;
    expect((await server.post('/track', event)).status).toBe(200);
  });

  test('what was limited is counted for the project', async () => {
    const server = await withLimits({ addressPerMinute: 1 });
    await statuses(3, () => server.post('/track', [event, event]));
    await server.server('/track', event);
    expect(server.counters).toContainEqual(
      expect.objectContaining({ kind: 'rejected', reason: 'rate_limited', count: 4 }),
    );
  });
});

describe('CORS', () => {
  const preflight = (server: TestServer, path: string, origin: string) =>
    server.send(path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,openpanel-client-id',
      },
    });

  test('a preflight is answered with all header names, for a day', async () => {
    const server = await start();
    const { status, headers, text } = await preflight(server, '/track', 'https://anyone.io');
    expect([status, text]).toEqual([204, '']);
    expect(headers.get('access-control-allow-origin')).toBe('https://anyone.io');
    expect(headers.get('access-control-max-age')).toBe('86400');
    expect(headers.get('access-control-expose-headers')).toBe('Retry-After');
    expect(headers.get('access-control-allow-methods')).toContain('POST');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('vary')).toContain('Origin');
    const allowed = headers.get('access-control-allow-headers')?.toLowerCase().split(/, ?/);
    for (const name of [
      'content-type',
      'openpanel-client-id',
      'openpanel-client-secret',
      'openpanel-sdk-name',
      'openpanel-sdk-version',
      'x-api-token',
      'authorization',
    ]) {
      expect(allowed).toContain(name);
    }
  });

  test('a preflight that names its client is answered by the client’s allow-list', async () => {
    const server = await start({ cors: ['*.shop.test'] });
    const allowed = async (origin: string, clientId: string) =>
      (await preflight(server, `/track?clientId=${clientId}`, origin)).headers.get(
        'access-control-allow-origin',
      );
    expect(await allowed('https://a.shop.test', server.write.id)).toBe('https://a.shop.test');
    expect(await allowed('https://example.com', server.write.id)).toBe('https://example.com');
    expect(await allowed('https://evil.io', server.write.id)).toBeNull();
    expect(await allowed('https://a.shop.test', 'nope')).toBeNull();
  });

  test('answers and errors can be read by pages, with Retry-After', async () => {
    const server = await start();
    const pages = [
      await server.page('/track', event),
      await server.page('/track', '{'),
      await server.page('/nope', {}),
      await server.post('/track', event, { origin: 'https://anyone.io', 'openpanel-client-id': 'nope' }),
    ];
    expect(pages.map(({ status }) => status)).toEqual([200, 400, 404, 401]);
    for (const { headers } of pages) {
      expect(headers.get('access-control-allow-origin')).not.toBeNull();
      expect(headers.get('access-control-expose-headers')).toBe('Retry-After');
      expect(headers.get('vary')).toContain('Origin');
    }
  });

  test('without an Origin there are no CORS headers, and OPTIONS alone is no preflight', async () => {
    const server = await start();
    expect((await server.post('/track', event)).headers.get('access-control-allow-origin')).toBeNull();
    const options = await server.send('/track', { method: 'OPTIONS' });
    expect(options.status).toBe(405);
    expect(options.body).toEqual(errorForm('method_not_allowed'));
  });

  test('every answer has the security headers', async () => {
    const server = await start();
    for (const { headers } of [await server.post('/track', event), await server.send('/nope')]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('strict-transport-security')).toBeNull();
      expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });
});
