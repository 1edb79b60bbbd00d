import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastOf, startTestServer, type TestServer, type TestServerOptions } from './fixture.ts';

const started: TestServer[] = [];
const start = async (options: TestServerOptions = {}) => {
  const server = await startTestServer({
    ...options,
    project: { settings: { wireFormats: ['posthog', 'segment'] }, ...options.project },
  });
  started.push(server);
  return server;
};
let server: TestServer;
beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  for (const one of started.splice(0)) await one.close();
});

const agent = { 'user-agent': 'posthog-python/3.1' };
const batch = (count = 1) =>
  Array.from({ length: count }, (_, index) => ({
    ...{ event: 'x', distinct_id: 'u', properties: { $lib: 'posthog-python', $is_server: true, index } },
  }));
const posthog = (to: TestServer, more: object = {}, headers: Record<string, string> = {}) =>
  to.post('/batch/', { api_key: to.write.id, batch: batch(), ...more }, { ...agent, ...headers });

test('none is taken by default, and the refusal names the setting', async () => {
  const other = await start({ project: { settings: {} } });
  const { status, body } = await posthog(other);
  expect([status, body.detail]).toEqual([
    403,
    'the project does not take posthog: add "posthog" to its settings.wireFormats',
  ]);
  // Also with a secret: what a project does not take it does not take from anyone.
  expect((await posthog(other, { api_key: `${other.write.id}:${other.write.secret}` })).status).toBe(403);
  expect(other.received).toEqual([]);
});

test('the key alone may send from no page, as a server that is no robot; a read client’s may not', async () => {
  expect((await posthog(server)).status).toBe(200);
  const { message, context } = lastOf(server, 'track');
  expect(message).toMatchObject({ profileId: 'u', deviceId: '', sessionId: '', botName: '' });
  expect(context).toMatchObject({ isServer: true, sdk: 'posthog-python@' });
  const read = await server.newClient('read');
  expect((await posthog(server, { api_key: read.id })).status).toBe(403);
});

test('a page sends from an allowed origin, and reads why it may not from another', async () => {
  expect((await posthog(server, {}, { origin: 'https://example.com' })).status).toBe(200);
  const refused = await posthog(server, {}, { origin: 'https://evil.test' });
  expect([refused.status, refused.body.detail]).toEqual([403, 'origin https://evil.test is not allowed']);
  // Without it the SDK takes the refusal for a lost network, and asks again for ever.
  expect(refused.headers.get('access-control-allow-origin')).toBe('https://evil.test');
});

test('who names no client is not the default one', async () => {
  const standard = await start({ isDefault: true });
  const { status, body } = await posthog(standard, { api_key: undefined });
  expect([status, body.detail]).toEqual([401, 'no client: api_key must hold a client id']);
});

test('a secret behind the key is verified, names visitors and may send old events', async () => {
  const old = {
    event: 'old',
    distinct_id: 'u',
    timestamp: '2026-01-02T03:04:05Z',
    properties: { $ip: '8.8.8.8' },
  };
  const send = (api_key: string) => posthog(server, { api_key, batch: [old] });
  expect((await send(server.write.id)).body.detail).toContain('which needs a secret');
  expect((await send(`${server.write.id}:gxs_wrong`)).status).toBe(401);
  expect((await send(`${server.write.id}:${server.write.secret}`)).status).toBe(200);
  expect(lastOf(server, 'track').message.timestamp).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
});

test('a limit and a full queue are told in the vendor’s form, with Retry-After, and nothing is taken', async () => {
  const limited = await start({ settings: { rateLimitMaxOrigin: 2 } });
  const statuses = [await posthog(limited), await posthog(limited), await posthog(limited)];
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(statuses[2]?.body).toMatchObject({ type: 'throttled_error', code: 'rate_limited' });
  expect(Number(statuses[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(limited.received).toHaveLength(2);

  const full = await start({ settings: { maxBacklog: 0 } });
  const refused = await posthog(full);
  expect([refused.status, refused.body.type]).toEqual([503, 'server_error']);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(full.received).toEqual([]);
});

test('what is too much is 413 in the vendor’s form: messages, bytes as they come, and bytes unpacked', async () => {
  const messages = await posthog(server, { batch: batch(1_001) });
  expect([messages.status, messages.body.code]).toEqual([413, 'batch_too_large']);
  const large = await posthog(server, { more: 'x'.repeat(1_100_000) });
  expect([large.status, large.body.type]).toEqual([413, 'validation_error']);
});

test('one that is wrong costs its neighbours nothing, whatever it is', async () => {
  server.received.length = 0;
  const wrong = [7, null, [], { event: '' }, { event: 'x', properties: { revenue: '1,5' } }];
  const answer = await posthog(server, { batch: [...wrong, ...batch(2)] });
  expect(answer.status).toBe(200);
  const names = server.received.map(({ message }) =>
    'name' in message.message.payload ? message.message.payload.name : '',
  );
  expect(names).toEqual(['x', 'x', 'x']);
  expect((await posthog(server, { batch: [7, null, []] })).status).toBe(400);
});

test('a preflight lets the headers of SDKs through, without credentials but where an SDK has them', async () => {
  const preflight = (path: string) =>
    server.send(path, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,x-retry-count',
      },
    });
  const [own, mixpanel] = [await preflight('/v1/t'), await preflight('/track/')];
  expect(own.headers.get('access-control-allow-headers')).toContain('x-retry-count');
  expect(own.headers.get('access-control-allow-credentials')).toBeNull();
  expect(mixpanel.headers.get('access-control-allow-credentials')).toBe('true');
  expect((await preflight('/track')).headers.get('access-control-allow-credentials')).toBeNull();
});

test('answers count the vendor’s records, of which one may become several messages', async () => {
  const wireFormats = ['amplitude', 'umami', 'matomo', 'mixpanel'];
  const other = await start({ project: { settings: { wireFormats } } });
  const { id, secret } = other.write;
  const amplitude = {
    event_type: '$identify',
    user_id: 'ann',
    user_properties: { $set: { a: 1 }, $add: { b: 1 } },
  };
  const events = [amplitude, { event_type: 'x', user_id: 'ann' }];
  expect((await other.post('/2/httpapi', { api_key: id, events }, agent)).body).toMatchObject({
    events_ingested: 2,
  });
  expect(other.received.length).toBeGreaterThan(2);

  const page = { website: id, hostname: 'example.com', url: '/', id: 'ann', data: { a: 1 } };
  const umami = await other.post(
    '/api/batch',
    [
      { type: 'event', payload: page },
      { type: 'nonsense', payload: page },
    ],
    agent,
  );
  expect(umami.body).toMatchObject({ processed: 1, errors: 1 });

  const visit = `?idsite=${id}&rec=1&url=https%3A%2F%2Fexample.com%2F&uid=ann&_cvar=%7B%221%22%3A%5B%22plan%22%2C%22pro%22%5D%7D`;
  expect(
    (await other.post('/matomo.php', { requests: [visit, visit], token_auth: secret }, agent)).body,
  ).toMatchObject({
    ...{ tracked: 2, invalid: 0 },
  });

  const time = Math.floor(Date.now() / 1_000);
  const mixpanel = {
    event: 'x',
    properties: { token: id, time, distinct_id: 'ann', $user_id: 'ann', $device_id: 'd', $insert_id: 'i' },
  };
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  expect(
    (await other.post('/import?strict=1', [mixpanel], { ...agent, authorization: basic })).body,
  ).toMatchObject({
    num_records_imported: 1,
  });
});
