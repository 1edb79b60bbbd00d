import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { errorForm, lastOf, startTestServer, type TestServer } from './fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    project: { domain: 'example.com' },
    cors: [
      'https://shop.test',
      'http://dev.test:8080',
      '*.wild.test',
      'münchen.example',
      'https://[::1]:3000',
    ],
    settings: { rateLimitMax: 1_000_000, rateLimitMaxOrigin: 1_000_000 },
  });
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

const event = { type: 'track', payload: { name: 'x' } };
const as = (headers: Record<string, string>) => server.post('/track', event, headers);
const from = (origin: string) => as({ origin, 'openpanel-client-id': server.write.id });

describe('a secret', () => {
  test('is verified and decides alone: right from any origin, wrong from an allowed one', async () => {
    const { id, secret } = server.write;
    const evil = { origin: 'https://evil.io', 'openpanel-client-id': id, 'openpanel-client-secret': secret };
    expect((await as(evil)).status).toBe(200);
    const wrong = await as({
      ...evil,
      origin: 'https://example.com',
      'openpanel-client-secret': `${secret}x`,
    });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toEqual(errorForm('unauthorized'));
  });

  test.each(['gxs_wrong', 'x'.repeat(5_000), '\u00ff', '0'])('that is wrong is 401 (%#)', async (secret) => {
    const headers = { 'openpanel-client-id': server.write.id, 'openpanel-client-secret': secret };
    expect((await as({ ...headers, origin: 'https://example.com' })).status).toBe(401);
  });

  test('of another client is wrong', async () => {
    const other = await server.newClient('write');
    const headers = { 'openpanel-client-id': server.write.id, 'openpanel-client-secret': other.secret };
    expect((await as(headers)).status).toBe(401);
  });

  test('in the body or the query is a secret, too', async () => {
    const { id: clientId, secret: clientSecret } = server.write;
    expect((await server.post('/track', { clientId, clientSecret, batch: [event] })).status).toBe(200);
    expect((await server.post('/track', { clientId, clientSecret, ...event })).status).toBe(200);
    expect(
      (await server.post(`/track?clientId=${clientId}&clientSecret=${clientSecret}`, event)).status,
    ).toBe(200);
    const page = { origin: 'https://example.com' };
    expect((await server.post('/track', { clientId, clientSecret: 'x', ...event }, page)).status).toBe(401);
    expect((await server.post(`/track?clientId=${clientId}&clientSecret=x`, event, page)).status).toBe(401);
    const twice = `/track?clientId=${clientId}&clientSecret=x&clientSecret=y`;
    expect((await server.post(twice, event, page)).status).toBe(401);
    expect((await server.post('/track', { clientId, clientSecret: 5, ...event }, page)).status).toBe(400);
  });

  test('a read client may not write, with its secret or from its origin; a root client may', async () => {
    const read = await server.newClient('read', ['https://read.test']);
    const root = await server.newClient('root');
    const withSecret = ({ id, secret }: typeof read) =>
      as({ 'openpanel-client-id': id, 'openpanel-client-secret': secret });
    const refused = await withSecret(read);
    expect(refused.status).toBe(403);
    expect(refused.body).toEqual(errorForm('forbidden'));
    expect((await as({ 'openpanel-client-id': read.id, origin: 'https://read.test' })).status).toBe(403);
    expect((await withSecret(root)).status).toBe(200);
  });
});

describe('an origin', () => {
  test.each([
    'https://example.com',
    'http://example.com',
    'https://EXAMPLE.com',
    'https://example.com:443',
    'https://shop.test',
    'http://dev.test:8080',
    'https://a.wild.test',
    'https://a.b.wild.test:8443',
    'https://xn--mnchen-3ya.example',
    'http://localhost.wild.test',
  ])('%s is allowed', async (origin) => {
    expect((await from(origin)).status).toBe(200);
  });

  test.each([
    'https://a.example.com.evil.io',
    'https://example.com.evil.io',
    'https://evilexample.com',
    'https://sub.example.com',
    'https://example.co',
    'https://example.com.',
    'https://example.com@evil.io',
    'https://user:pw@example.com',
    'https://example.com#.evil.io',
    'https://evil.io/https://example.com',
    'https://evil.io?example.com',
    'null',
    'example.com',
    '//example.com',
    'https://',
    'http://shop.test',
    'https://shop.test:8443',
    'http://dev.test',
    'http://dev.test:8081',
    'https://wild.test',
    'https://evilwild.test',
    'https://a.wild.test.evil.io',
    'https://.wild.test',
    'https://еxample.com',
    'https://xn--xample-2of.com',
    '*',
    'https://*.wild.test',
  ])('%s is 403 and may not read the answer', async (origin) => {
    // As the bytes of UTF-8: fetch itself takes only Latin-1 for headers.
    const { status, body, headers } = await from(Buffer.from(origin).toString('latin1'));
    expect(status).toBe(403);
    expect(body).toEqual(errorForm('forbidden'));
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('* lets every origin in, and none without one', async () => {
    const { id } = await server.newClient('write', ['*']);
    expect((await as({ 'openpanel-client-id': id, origin: 'https://anyone.io' })).status).toBe(200);
    expect((await as({ 'openpanel-client-id': id, origin: 'null' })).status).toBe(200);
    expect((await as({ 'openpanel-client-id': id })).status).toBe(401);
  });
});

describe('no secret and no origin', () => {
  test('is 401, with no client, an unknown one or a known one', async () => {
    for (const headers of [
      {},
      { 'openpanel-client-id': 'nope' },
      { 'openpanel-client-id': server.write.id },
    ]) {
      const { status, body } = await as(headers);
      expect(status).toBe(401);
      expect(body).toEqual(errorForm('unauthorized'));
    }
    expect((await as({ origin: 'https://example.com' })).status).toBe(401);
    expect((await as({ origin: 'https://example.com', 'openpanel-client-id': 'nope' })).status).toBe(401);
    expect(server.received).toEqual([]);
  });

  test('X-API-Token, the body and the query name the client, in that order', async () => {
    const { id } = server.write;
    const origin = 'https://example.com';
    expect((await as({ origin, 'x-api-token': id })).status).toBe(200);
    expect((await server.post('/track', { clientId: id, batch: [event] }, { origin })).status).toBe(200);
    expect((await server.post(`/track?clientId=${id}`, event, { origin })).status).toBe(200);
    expect((await server.post(`/track?clientId=${id}&clientId=${id}`, event, { origin })).status).toBe(401);
    expect((await server.post('/identify', { clientId: id, profileId: 'u' }, { origin })).status).toBe(200);
    expect((await server.send(`/track/device-id?clientId=${id}`, { headers: { origin } })).status).toBe(200);
    expect(
      (await server.post(`/track?clientId=${id}`, { clientId: 'nope', ...event }, { origin })).status,
    ).toBe(401);
  });

  test.each(['/identify', '/increment', '/decrement'])('%s asks the same', async (path) => {
    expect((await server.post(path, { profileId: 'u', property: 'p' })).status).toBe(401);
  });
});

describe('DEFAULT_CLIENT_ID', () => {
  test('is who a request counts as that names no client at all; a named one does not', async () => {
    const other = await startTestServer({ isDefault: true });
    const post = (headers: Record<string, string>, more = {}) =>
      other.post('/track', { ...event, ...more }, headers);
    expect((await post({})).status).toBe(200);
    expect((await post({ origin: 'https://anyone.io' })).status).toBe(200);
    expect((await other.send('/track/device-id')).status).toBe(200);
    expect((await post({ 'openpanel-client-id': 'nope' })).status).toBe(401);
    expect((await post({ 'openpanel-client-id': other.write.id })).status).toBe(401);
    expect((await post({ 'openpanel-client-secret': 'wrong' })).status).toBe(401);
    expect((await post({}, { clientId: 5 })).status).toBe(400);
    expect((await other.post('/track?clientId=a&clientId=b', event)).status).toBe(401);
    await other.close();
  });
});

describe('changes of a client', () => {
  test('a revoked client is 401 within ten seconds', async () => {
    const { id, secret } = await server.newClient('write');
    const send = () => as({ 'openpanel-client-id': id, 'openpanel-client-secret': secret });
    expect((await send()).status).toBe(200);
    await server.metadata.clients.revoke(id);
    await vi.waitFor(async () => expect((await send()).status).toBe(401), { timeout: 30_000, interval: 250 });
  });
});

describe('block lists', () => {
  test('addresses, networks and profiles are 403; the rest of a batch goes on', async () => {
    const blocked = await startTestServer({
      project: {
        settings: {
          blockedIps: ['203.0.113.7', '198.51.100.0/24', 'nonsense', '2001:db8:bad::/48'],
          blockedProfiles: ['spam'],
        },
      },
    });
    const fromAddress = (address: string) => blocked.page('/track', event, { 'x-forwarded-for': address });
    for (const address of ['203.0.113.7', '198.51.100.200', '::ffff:203.0.113.7', '2001:db8:bad::1']) {
      const { status, body } = await fromAddress(address);
      expect(status, address).toBe(403);
      expect(body).toEqual(errorForm('forbidden'));
    }
    for (const address of ['203.0.113.8', '198.51.101.1', '2001:db8:900d::1']) {
      expect((await fromAddress(address)).status, address).toBe(200);
    }
    const by = (type: string, payload: object) => blocked.server('/track', { type, payload });
    const refused = await by('track', { name: 'x', profileId: 'spam' });
    expect(refused.status).toBe(403);
    expect(refused.body.error.details[0].field).toBe('payload.profileId');
    expect((await by('identify', { profileId: 'spam' })).status).toBe(403);
    expect((await by('alias', { profileId: 'good', alias: 'spam' })).status).toBe(403);
    expect((await by('track', { name: 'x', properties: { __ip: '203.0.113.7' } })).status).toBe(403);
    const { body } = await blocked.server('/track', [
      event,
      { type: 'track', payload: { name: 'x', profileId: 'spam' } },
    ]);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ index: 1, code: 'forbidden' }] });
    await blocked.close();
  });
});

describe('the client’s address', () => {
  const geoOf = (city: string) => ({ country: '', region: '', city, latitude: null, longitude: null });
  const seen = async (
    settings: { trustedProxies?: readonly string[]; ipHeaderOrder?: readonly string[] },
    headers: Record<string, string>,
    by: 'page' | 'server' = 'page',
  ) => {
    // The place is all that is left of an address; here it is the address itself.
    const proxied = await startTestServer({ deps: { geoOf }, settings });
    await proxied[by]('/track', event, headers);
    const { city } = lastOf(proxied, 'track').context.geo;
    expect(proxied.log.join('')).not.toContain('203.0.113');
    await proxied.close();
    return city;
  };

  test.each([
    [{}, '127.0.0.1'],
    [{ 'x-forwarded-for': '203.0.113.1' }, '203.0.113.1'],
    [{ 'x-forwarded-for': '198.51.100.1, 203.0.113.2' }, '203.0.113.2'],
    [{ 'x-forwarded-for': '203.0.113.3, 10.0.0.1, 192.168.1.1' }, '203.0.113.3'],
    [{ 'x-forwarded-for': '203.0.113.4:51234' }, '203.0.113.4'],
    [{ 'x-forwarded-for': '[2001:db8::1]:443' }, '2001:db8::1'],
    [{ 'x-forwarded-for': 'unknown' }, '127.0.0.1'],
    [{ 'x-forwarded-for': '198.51.100.1, nonsense, 10.0.0.1' }, '10.0.0.1'],
    [
      { 'x-client-ip': '203.0.113.5', 'cf-connecting-ip': '203.0.113.6', 'x-forwarded-for': '203.0.113.7' },
      '203.0.113.7',
    ],
    [{ 'x-real-ip': '203.0.113.6', 'x-forwarded-for': 'unknown' }, '127.0.0.1'],
    [{ 'x-client-ip': '203.0.113.5', 'cf-connecting-ip': 'nonsense' }, '203.0.113.5'],
    [{ 'x-client-ip': '203.0.113.5', 'true-client-ip': '203.0.113.6' }, '203.0.113.6'],
    [{ 'x-real-ip': '203.0.113.1, 203.0.113.2' }, '203.0.113.2'],
    [{ 'x-real-ip': '::ffff:cb00:7105' }, '203.0.113.5'],
    [{ 'x-real-ip': '2001:DB8:0:0:0:0:0:1' }, '2001:db8::1'],
    [{ 'fly-client-ip': '203.0.113.6' }, '203.0.113.6'],
    [{ 'fastly-client-ip': '203.0.113.6' }, '203.0.113.6'],
    [{ 'do-connecting-ip': '203.0.113.6' }, '203.0.113.6'],
    [{ 'x-azure-clientip': '203.0.113.6' }, '203.0.113.6'],
    [{ 'cloudfront-viewer-address': '203.0.113.6:46532' }, '203.0.113.6'],
    [{ 'cloudfront-viewer-address': '2001:db8::7:4653' }, '2001:db8::7'],
    [{ 'cloudfront-viewer-address': '[2001:db8::7]:4653' }, '2001:db8::7'],
    [{ forwarded: 'for=203.0.113.6;proto=http;by=203.0.113.43' }, '203.0.113.6'],
    [
      { forwarded: 'for="203.0.113.1, x", For="[2001:db8:cafe::17]:4711", for=10.0.0.1' },
      '2001:db8:cafe::17',
    ],
    [{ forwarded: 'for=203.0.113.1, for=_hidden, for=10.0.0.1' }, '10.0.0.1'],
    [{ 'openpanel-client-ip': '203.0.113.6' }, '203.0.113.6'],
  ] as [Record<string, string>, string][])('behind a trusted proxy: %j is %s', async (headers, address) => {
    expect(await seen({}, headers)).toBe(address);
  });

  test.each([
    [['x-real-ip'], { 'x-real-ip': '203.0.113.6', 'x-forwarded-for': '203.0.113.7' }, '203.0.113.6'],
    [['x-real-ip'], { 'cf-connecting-ip': '203.0.113.6', 'x-forwarded-for': '203.0.113.7' }, '127.0.0.1'],
    [
      ['x-a', 'x-forwarded-for'],
      { 'x-real-ip': '203.0.113.6', 'x-a': '-', 'x-forwarded-for': '203.0.113.7' },
      '203.0.113.7',
    ],
    [['x-my-visitor'], { 'x-my-visitor': '203.0.113.6:80' }, '203.0.113.6'],
  ] as [string[], Record<string, string>, string][])(
    'where the operator names %j, these alone count: %j is %s',
    async (ipHeaderOrder, headers, address) => {
      expect(await seen({ ipHeaderOrder }, headers)).toBe(address);
    },
  );

  test.each([
    [{ 'openpanel-client-ip': '203.0.113.6', 'x-forwarded-for': '203.0.113.7' }, '203.0.113.6'],
    [{ 'x-client-ip': '203.0.113.5', 'x-forwarded-for': '203.0.113.7' }, '203.0.113.5'],
    [{ 'openpanel-client-ip': '10.0.0.1, 203.0.113.6', 'x-client-ip': '203.0.113.5' }, '203.0.113.6'],
    [{ 'openpanel-client-ip': 'x', 'x-client-ip': '203.0.113.5' }, '203.0.113.5'],
  ] as [Record<string, string>, string][])(
    'a sender with a secret names its visitor from anywhere: %j is %s',
    async (headers, address) => {
      expect(await seen({ trustedProxies: [] }, headers, 'server')).toBe(address);
      expect(await seen({ trustedProxies: [] }, headers)).toBe('127.0.0.1');
    },
  );

  test('visitors of OpenPanel’s handlers are devices of their own', async () => {
    const handlers = await startTestServer();
    const devices = await Promise.all(
      ['81.2.69.160', '175.45.176.1'].map(async (address) => {
        const answer = await handlers.page('/track', event, { 'openpanel-client-ip': address });
        return answer.body.deviceId;
      }),
    );
    expect(new Set(devices).size).toBe(2);
    await handlers.close();
  });

  test('a peer that is no trusted proxy cannot claim another address', async () => {
    const forged = {
      'x-client-ip': '203.0.113.5',
      'cf-connecting-ip': '203.0.113.6',
      'x-forwarded-for': '203.0.113.7',
    };
    expect(await seen({ trustedProxies: ['192.0.2.0/24'] }, forged)).toBe('127.0.0.1');
    expect(await seen({ trustedProxies: [] }, forged)).toBe('127.0.0.1');
  });

  test('__ip counts only with a verified secret, and never travels as an address', async () => {
    const other = await startTestServer({ deps: { geoOf } });
    const body = { type: 'track', payload: { name: 'x', properties: { __ip: '203.0.113.9' } } };
    await other.server('/track', body);
    expect(lastOf(other, 'track').context.geo.city).toBe('203.0.113.9');
    await other.page('/track', body);
    expect(lastOf(other, 'track').context.geo.city).toBe('127.0.0.1');
    const list = { name: 'x', properties: { __ip: '[2001:DB8::9]:443, 10.0.0.1' } };
    await other.server('/track', { type: 'track', payload: list });
    expect(lastOf(other, 'track').context.geo.city).toBe('2001:db8::9');
    await other.close();
  });
});
