import { createHash, createHmac } from 'node:crypto';
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
  const logged = full.log.filter((line) => line.includes('request refused'));
  expect(logged).toHaveLength(1);
  expect(JSON.parse(logged[0] ?? '')).toMatchObject({ reason: 'the queue is full; nothing was accepted' });
  expect(logged[0]).not.toContain('stack');
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

test('an operation of profiles and a type that are not taken are refused by name, beside those that are', async () => {
  const other = await start({ project: { settings: { wireFormats: ['mixpanel', 'umami', 'segment'] } } });
  const { id, secret } = other.write;
  const update = (operation: object) => ({ $token: id, $distinct_id: 'ann', ...operation });
  const engage = async (...updates: object[]) => {
    const { status, body } = await other.post('/engage?verbose=1', updates, agent);
    return [status, body.status, body.error];
  };
  const taken = 'an update may hold $set, $set_once, $add, $append, $unset';
  expect(await engage(update({ $union: { a: ['b'] } }))).toEqual([400, 0, `$union is not taken: ${taken}`]);
  expect(await engage(update({ $delete: '' }))).toEqual([400, 0, `$delete is not taken: ${taken}`]);
  expect(await engage(update({ $nonsense: {} }))).toEqual([400, 0, expect.stringContaining('one of $set')]);
  expect(await engage({ $token: id, $set: { a: 1 } })).toEqual([
    400,
    0,
    expect.stringContaining('$distinct_id'),
  ]);
  expect(other.received).toEqual([]);
  const both = [update({ $remove: { a: 'b' } }), update({ $set: { a: 1 } })];
  expect(await engage(...both)).toEqual([200, 1, `$remove is not taken: ${taken}`]);
  expect(other.received).toHaveLength(1);
  const group = { $token: id, $group_key: 'guild', $group_id: 'g', $unset: ['a'] };
  expect((await other.post('/groups?verbose=1', [group], agent)).body.error).toContain('$unset is not taken');

  const time = Math.floor(Date.now() / 1_000);
  const events = [{ event: '' }, { event: 'x' }].map((event) => ({
    ...{ ...event, properties: { token: id, time, distinct_id: 'ann' } },
  }));
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const imported = await other.post('/import?strict=1', events, { ...agent, authorization: basic });
  expect([imported.status, imported.body]).toMatchObject([
    400,
    { num_records_imported: 1, failed_records: [{ index: 0, message: 'payload.name must not be empty' }] },
  ]);
  const umami = await other.post('/api/send', { type: 'performance', payload: { website: id } }, agent);
  expect([umami.status, umami.body.error.message]).toEqual([400, 'type must be event or identify']);
  const segment = await other.post('/v1/batch', { writeKey: id, batch: [{ type: 'video' }] }, agent);
  expect([segment.status, segment.body.message]).toEqual([
    400,
    expect.stringContaining('type must be track'),
  ]);
});

test('GA4’s validation server says what is wrong, and stores nothing', async () => {
  const other = await start({ project: { settings: { wireFormats: ['ga4'] } } });
  const check = async (events: unknown, key = other.write.id) => {
    const { status, body } = await other.post(
      `/debug/mp/collect?measurement_id=G-${key}`,
      { client_id: 'c', events },
      agent,
    );
    return [status, body.validationMessages.map(({ description }: { description: string }) => description)];
  };
  expect(await check([{ name: 'x', params: { a: 1 } }])).toEqual([200, []]);
  expect(await check([{ name: 'x' }, {}])).toEqual([200, ['payload.name must be a string']]);
  expect(await check('x')).toEqual([200, ['events must be an array']]);
  expect(await check([{ name: 'x' }], 'nobody')).toEqual([200, [expect.stringContaining('client')]]);
  expect(other.received).toEqual([]);
});

test('Amplitude’s SDKs drop what is refused for good, since the answer names a field', async () => {
  const other = await start({ project: { settings: { wireFormats: ['amplitude'] } } });
  const events = [{ event_type: 'x'.repeat(201), user_id: 'ann' }];
  const { status, body } = await other.post('/2/httpapi', { api_key: other.write.id, events }, agent);
  expect([status, body.missing_field]).toEqual([400, expect.stringContaining('payload.name')]);
});

test('what Matomo’s plugins send by themselves is no page view', async () => {
  const other = await start({ project: { settings: { wireFormats: ['matomo'] } } });
  const of = (query: string) => `?idsite=${other.write.id}&rec=1&url=https%3A%2F%2Fexample.com%2F&${query}`;
  const requests = ['c_n=Ad&c_p=a.png', 'ma_id=v&ma_ti=t', 'fa_vid=f&ca=1', 'hsr_vid=h&ca=1', 'ping=1'];
  const more = [
    'action_name=Home',
    'c_i=click&c_n=Ad&c_p=a.png',
    'cra=boom&ca=1',
    'ca=1',
    'e_c=a&e_a=b&ca=1',
  ];
  const sent = { requests: [...requests, ...more].map(of) };
  expect((await other.post('/matomo.php', sent, agent)).body).toMatchObject({ tracked: 10, invalid: 0 });
  const names = other.received.map(({ message }) =>
    'name' in message.message.payload ? message.message.payload.name : '',
  );
  expect(names).toEqual(['page_view', 'content_interaction', 'error', 'custom_action', 'b']);
});

test('GameAnalytics’ cents are cents as text, too', async () => {
  const other = await start({ project: { settings: { wireFormats: ['gameanalytics'] } } });
  const event = {
    category: 'business',
    event_id: 'coins:pack',
    amount: '499',
    currency: 'USD',
    user_id: 'u',
  };
  const body = JSON.stringify([event]);
  const key = createHash('sha256').update(other.write.secret).digest('hex').slice(0, 40);
  const authorization = createHmac('sha256', key).update(body).digest('base64');
  const path = `/v2/${other.write.id.replaceAll('-', '')}/events`;
  expect(
    (await other.send(path, { method: 'POST', body, headers: { ...agent, authorization } })).status,
  ).toBe(200);
  expect(lastOf(other, 'track').message.message.payload).toMatchObject({
    properties: { __revenue: 4.99, price: 4.99 },
  });
});

test('Jitsu’s servers send to an address of their own', async () => {
  const event = { type: 'track', event: 'from a server', userId: 'ann', messageId: 'jitsu-server' };
  const headers = { ...agent, 'x-write-key': `${server.write.id}:${server.write.secret}` };
  expect((await server.post('/api/s/s2s/track', event, headers)).status).toBe(200);
  expect(lastOf(server, 'track').message.message.payload).toMatchObject({ name: 'from a server' });
});
