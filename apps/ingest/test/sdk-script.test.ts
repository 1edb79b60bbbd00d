import { fastify } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import { registerErrors } from '../src/plugins/errors.ts';
import { registerSdk } from '../src/routes/sdk.ts';
import { errorForm, startTestServer } from './fixture.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(options: Parameters<typeof startTestServer>[0] = {}) {
  const server = await startTestServer({ isDefault: true, ...options });
  closers.push(server.close);
  return server;
}

describe('/sdk.js', () => {
  const source = 'self.gatrix=1;'.repeat(50);

  async function startSdk() {
    let isBuilt = false;
    const app = fastify();
    registerErrors(app);
    registerSdk(app, async () => {
      if (!isBuilt) throw new Error('the script build is missing');
      return { code: source, hash: 'abc123' };
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    closers.push(() => app.close());
    const build = () => {
      isBuilt = true;
    };
    return { url, build };
  }

  test('503 while it is not built, and served as soon as it is', async () => {
    const { url, build } = await startSdk();
    const missing = await fetch(`${url}/sdk.js`);
    expect(missing.status).toBe(503);
    expect(await missing.json()).toEqual(errorForm('unavailable'));
    build();
    const found = await fetch(`${url}/sdk.js`);
    expect(found.status).toBe(200);
    expect(found.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(found.headers.get('cache-control')).toMatch(/^public, max-age=86400/);
    expect(await found.text()).toBe(source);
  });

  test('under its hash it is immutable for a year, under another it is not there', async () => {
    const { url, build } = await startSdk();
    build();
    for (const name of ['sdk.abc123.js', 'sdk-abc123.js']) {
      const hashed = await fetch(`${url}/${name}`);
      expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(await hashed.text()).toBe(source);
    }
    expect((await fetch(`${url}/sdk.000000.js`)).status).toBe(404);
  });

  test.each([
    ['br', 'br'],
    ['gzip, deflate', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', null],
    ['', null],
  ])('Accept-Encoding %j gets %s, and the ETag of just that', async (accepted, encoding) => {
    const { url, build } = await startSdk();
    build();
    const headers = { 'accept-encoding': accepted };
    const full = await fetch(`${url}/sdk.js`, { headers });
    expect(full.headers.get('content-encoding')).toBe(encoding);
    expect(full.headers.get('vary')).toContain('Accept-Encoding');
    expect(await full.text()).toBe(source);
    const etag = full.headers.get('etag') ?? '';
    const again = await fetch(`${url}/sdk.js`, {
      headers: { ...headers, 'if-none-match': `"x", W/${etag}` },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await fetch(`${url}/sdk.js`, { headers: { ...headers, 'if-none-match': '"x"' } })).status).toBe(
      200,
    );
  });

  test('ingest lets pages of other origins load it, or says that it is not built', async () => {
    const {
      status,
      headers,
      text: code,
    } = await (await start()).send('/sdk.js', {
      headers: { origin: 'https://anyone.io' },
    });
    // Tests may run before the bundle is made.
    expect([200, 503]).toContain(status);
    if (status === 200) expect(code).toContain('gatrix');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('access-control-allow-origin')).toMatch(/^(\*|https:\/\/anyone\.io)$/);
  });
});
