import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorForm, lastOf, startTestServer, type TestServer } from './fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const uuid7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const track = (payload: object) => server.server('/track', { type: 'track', payload });
const message = (type: string, payload: object) => server.server('/track', { type, payload });

describe('track', () => {
  test('every field arrives as it was sent, with the types of its properties', async () => {
    const id = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11';
    const payload = {
      name: 'level_up',
      properties: {
        level: 12,
        rate: 0.5,
        isNew: true,
        mode: 'ranked',
        nested: { a: { b: 1 } },
        list: [1, 'a'],
      },
      profileId: 'u1',
      deviceId: 'd1',
      sessionId: 's1',
      timestamp: '2026-01-02T03:04:05.678Z',
      id,
      path: '/shop?utm_source=x',
      referrer: 'https://google.com/',
      title: 'Shop',
      groups: ['g1', 2],
    };
    const answer = await track(payload);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ success: true, id: id.toLowerCase(), deviceId: 'd1', sessionId: 's1' });
    const { context, message: queued, payload: arrived } = lastOf(server, 'track');
    expect(context.projectId).toBe(server.project.id);
    expect(queued).toMatchObject({
      id: id.toLowerCase(),
      deviceId: 'd1',
      sessionId: 's1',
      profileId: 'u1',
      timestamp: Date.parse(payload.timestamp),
    });
    expect(arrived).toMatchObject({
      name: 'level_up',
      properties: payload.properties,
      path: payload.path,
      referrer: payload.referrer,
      title: 'Shop',
      groups: ['g1', '2'],
    });
  });

  test('a name is enough; the server makes a UUIDv7, a device and a session', async () => {
    const { status, body } = await track({ name: 'x' });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['deviceId', 'id', 'sessionId', 'success']);
    expect(body.id).toMatch(uuid7);
    expect(body.deviceId).not.toBe('');
    expect(body.sessionId).not.toBe('');
  });

  test.each(['screen_view', 'page_view', '$pageview'])('%s keeps its name', async (name) => {
    expect((await track({ name })).status).toBe(200);
    expect(lastOf(server, 'track').payload.name).toBe(name);
  });

  test.each([
    ['name', {}],
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(201) }],
    ['name', { name: 5 }],
    ['properties', { name: 'x', properties: [] }],
    ['properties', { name: 'x', properties: 'text' }],
    ['profileId', { name: 'x', profileId: {} }],
    ['profileId', { name: 'x', profileId: true }],
    ['profileId', { name: 'x', profileId: 'x'.repeat(257) }],
    ['deviceId', { name: 'x', deviceId: [] }],
    ['sessionId', { name: 'x', sessionId: {} }],
    ['timestamp', { name: 'x', timestamp: 'not a date' }],
    ['timestamp', { name: 'x', timestamp: 'tomorrow at 5' }],
    ['timestamp', { name: 'x', timestamp: '2026-02-30T00:00:00Z' }],
    ['timestamp', { name: 'x', timestamp: {} }],
    ['id', { name: 'x', id: 'not-a-uuid' }],
    ['path', { name: 'x', path: 5 }],
    ['referrer', { name: 'x', referrer: {} }],
    ['title', { name: 'x', title: [] }],
    ['groups', { name: 'x', groups: 'g' }],
  ])('a wrong %s is refused, and details say so (%#)', async (field, payload) => {
    const { status, body } = await track(payload);
    expect(status).toBe(400);
    expect(body).toEqual(errorForm('invalid_message'));
    expect(body.error.details).toEqual([{ field: `payload.${field}`, message: expect.any(String) }]);
    expect(server.received).toEqual([]);
  });

  test('200 characters of name, numbers as ids, and null where nothing is known are fine', async () => {
    const nothing = { deviceId: null, sessionId: '', path: null, referrer: null, title: null, groups: null };
    expect((await track({ name: 'x'.repeat(200), profileId: 42, ...nothing })).status).toBe(200);
    const { message: queued, payload } = lastOf(server, 'track');
    expect(queued.profileId).toBe('42');
    expect(payload.groups).toEqual([]);
  });

  test.each([
    ['track', '"name":"x","properties":{"a":{"n":1e400}}', 'payload.properties.a.n'],
    ['track', '"name":"x","properties":{"list":[1,-1e999]}', 'payload.properties.list.1'],
    ['identify', '"profileId":"p","properties":{"n":1e400}', 'payload.properties.n'],
    ['identify', '"profileId":"p","level":1e400', 'payload.level'],
    ['group', '"id":"g","type":"guild","name":"G","properties":{"n":1e400}', 'payload.properties.n'],
  ])('a number that no double holds is not dropped: %s {%s}', async (type, payload, field) => {
    const answer = await server.server('/track', `{"type":"${type}","payload":{${payload}}}`);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toEqual([
      { field, message: 'is too large for a number: send it as a string' },
    ]);
  });

  test.each([
    [101, 400],
    [100, 200],
  ])('%i levels of properties: %i', async (levels, status) => {
    const nested = `${'{"a":'.repeat(levels)}{}${'}'.repeat(levels)}`;
    // The properties themselves are the first level.
    const text = `{"type":"track","payload":{"name":"x","properties":${nested.slice(5, -1)}}}`;
    expect((await server.server('/track', text)).status).toBe(status);
  });

  test('a transaction has one id, whoever tells of it; what was paid back and what an import brings keep theirs', async () => {
    const idOf = async (payload: object, headers = {}): Promise<string> => {
      const body = JSON.stringify({ type: 'track', payload: { name: 'purchase', ...payload } });
      const { id, secret } = server.write;
      const own = {
        'openpanel-client-id': id,
        'openpanel-client-secret': secret,
        'content-type': 'application/json',
      };
      const answer = await server.send('/track', { method: 'POST', body, headers: { ...own, ...headers } });
      return answer.body.id;
    };
    const properties = { __revenue: 5, transaction_id: 'T-1' };
    const id = await idOf({ properties });
    const own = '0196fd7e-2b2c-7000-8000-000000000002';
    const again = { name: '$purchase', id: own, timestamp: '2026-11-01T00:00:00Z', revenue: '5.00' };
    expect(await idOf({ ...again, properties: { transaction_id: 'T-1' } })).toBe(id);
    expect(server.received.map(({ message: queued }) => queued.toldAt)).toEqual([0, 0]);
    expect(await idOf({ properties: { ...properties, transaction_id: 7 } })).toBe(
      await idOf({ properties: { ...properties, transaction_id: '7' } }),
    );
    for (const other of [
      { name: 'refund', properties },
      { properties: { ...properties, __revenue: -5 } },
      { properties: { transaction_id: 'T-1' } },
      { properties: { ...properties, transaction_id: ' ' } },
      { properties: { ...properties, transaction_id: 'T-2' } },
    ]) {
      expect(await idOf(other), JSON.stringify(other)).not.toBe(id);
    }
    const imported = { 'openpanel-sdk-name': 'import', 'openpanel-sdk-version': 'x' };
    expect(await idOf({ id: own, properties }, imported)).toBe(own);
  });

  test('OpenPanel’s __identify identifies as well, once per event', async () => {
    const id = '0196fd7e-2b2c-7000-8000-000000000001';
    const properties = { __identify: { profileId: 7, firstName: 'A', properties: { plan: 'pro' } }, a: 1 };
    const send = () => track({ name: 'x', id, properties });
    expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
    const [event, identify, again, identifyAgain] = server.received.map(({ message: queued }) => queued);
    expect(event?.profileId).toBe('7');
    expect(identify?.message).toMatchObject({
      type: 'identify',
      payload: { profileId: '7', traits: { firstName: 'A', plan: 'pro' } },
    });
    expect(again?.id).toBe(event?.id);
    expect(identifyAgain?.id).toBe(identify?.id);
    expect(identify?.id).toMatch(uuid);
    expect(identify?.id).not.toBe(id);
  });

  test('OpenPanel’s __timestamp and __deviceId count where the fields are absent', async () => {
    const __timestamp = '2026-03-04T05:06:07.000Z';
    const { body } = await track({ name: 'x', properties: { __timestamp, __deviceId: 'dev' } });
    expect(body.deviceId).toBe('dev');
    expect(lastOf(server, 'track').message.timestamp).toBe(Date.parse(__timestamp));
    const wrong = await track({ name: 'x', properties: { __timestamp: 'never' } });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.details[0].field).toBe('payload.properties.__timestamp');
  });
});

describe('the other types', () => {
  test('identify: named traits, properties and any other key are traits', async () => {
    const payload = {
      profileId: 99,
      deviceId: 'd9',
      firstName: 'Ada',
      lastName: 'L',
      email: 'a@b.c',
      avatar: 'https://x/y.png',
      properties: { plan: 'pro', level: 3 },
      isVip: true,
      sdk: 'unity',
      id: 12345,
    };
    const { status, body } = await message('identify', payload);
    expect(status).toBe(200);
    expect(body).toEqual({ success: true, id: expect.stringMatching(uuid7), deviceId: 'd9', sessionId: '' });
    const { profileId, deviceId, properties, ...named } = payload;
    const { message: queued, payload: arrived } = lastOf(server, 'identify');
    expect(queued).toMatchObject({ profileId: '99', deviceId: 'd9' });
    expect(arrived.traits).toEqual({ ...properties, ...named });
  });

  test('identify: a UUID is the idempotency key', async () => {
    const id = '0196fd7e-2b2c-7000-8000-000000000002';
    expect((await message('identify', { profileId: 'u', id })).body.id).toBe(id);
    expect(lastOf(server, 'identify').payload.traits).toEqual({});
  });

  test('alias names two ids', async () => {
    expect((await message('alias', { profileId: 'u', alias: 7 })).status).toBe(200);
    expect(lastOf(server, 'alias').payload).toMatchObject({ profileId: 'u', alias: '7' });
  });

  test.each(['increment', 'decrement'] as const)('%s: 1 by default, decimals stay decimals', async (type) => {
    expect((await message(type, { profileId: 'u', property: 'wallet.coins' })).status).toBe(200);
    expect(lastOf(server, type).payload).toMatchObject({ property: 'wallet.coins', value: 1 });
    expect((await message(type, { profileId: 'u', property: 'coins', value: 0.25 })).status).toBe(200);
    expect(lastOf(server, type).payload.value).toBe(0.25);
  });

  test('group and assign_group', async () => {
    const group = { id: 5, type: 'guild', name: 'Red', properties: { size: 3 } };
    expect((await message('group', group)).status).toBe(200);
    expect(lastOf(server, 'group').payload).toMatchObject({ groupId: '5', type: 'guild', name: 'Red' });
    expect((await message('assign_group', { groupIds: ['5', 6], profileId: 'u' })).status).toBe(200);
    expect(lastOf(server, 'assign_group').payload).toMatchObject({ groupIds: ['5', '6'], profileId: 'u' });
  });

  test('assign_group without a profile is for the device', async () => {
    const { body } = await server.page('/track', { type: 'assign_group', payload: { groupIds: ['g'] } });
    expect(body.deviceId).not.toBe('');
    expect(lastOf(server, 'assign_group').message.deviceId).toBe(body.deviceId);
  });

  test.each([
    ['identify', 'profileId', {}],
    ['identify', 'profileId', { profileId: '' }],
    ['identify', 'profileId', { profileId: null }],
    ['alias', 'profileId', { alias: 'a' }],
    ['alias', 'alias', { profileId: 'u' }],
    ['increment', 'profileId', { property: 'a' }],
    ['increment', 'property', { profileId: 'u' }],
    ['increment', 'value', { profileId: 'u', property: 'a', value: 0 }],
    ['increment', 'value', { profileId: 'u', property: 'a', value: -1 }],
    ['decrement', 'value', { profileId: 'u', property: 'a', value: '5' }],
    ['group', 'id', { type: 't', name: 'n' }],
    ['group', 'type', { id: 'g', name: 'n' }],
    ['group', 'name', { id: 'g', type: 't' }],
    ['assign_group', 'groupIds', { profileId: 'u' }],
    ['assign_group', 'groupIds', { profileId: 'u', groupIds: [] }],
  ])('%s: a wrong %s is refused (%#)', async (type, field, payload) => {
    const { status, body } = await message(type, payload);
    expect(status).toBe(400);
    expect(body.error.details[0].field).toBe(`payload.${field}`);
    expect(server.received).toEqual([]);
  });

  test('an infinite increment is refused', async () => {
    const text = '{"type":"increment","payload":{"profileId":"u","property":"a","value":1e999}}';
    expect((await server.server('/track', text)).body.error.details[0].field).toBe('payload.value');
  });

  test('replay is understood and refused', async () => {
    const { status, body } = await message('replay', { chunk: 1 });
    expect(status).toBe(422);
    expect(body).toEqual(errorForm('unsupported_type'));
  });

  test.each([[{ type: 'nope', payload: {} }], [{ payload: {} }], [{ type: '__proto__', payload: {} }], [{}]])(
    'a type that is none is refused: %j',
    async (body) => {
      const answer = await server.server('/track', body);
      expect(answer.status).toBe(400);
      expect(answer.body.error.details[0].field).toBe('type');
    },
  );

  test.each(['identify', 'increment', 'decrement'] as const)(
    'POST /%s takes the bare payload',
    async (type) => {
      const payload = { profileId: 'u', property: 'coins', value: 2 };
      const { status, body } = await server.server(`/${type}`, payload);
      expect(status).toBe(200);
      expect(body).toMatchObject({ success: true, id: expect.stringMatching(uuid7) });
      expect(lastOf(server, type).payload).toMatchObject({ profileId: 'u' });
      const wrong = await server.server(`/${type}`, { property: 'coins' });
      expect(wrong.status).toBe(400);
      expect(wrong.body.error.details[0].field).toBe('profileId');
    },
  );

  test('what a bare payload says about its sender is no trait', async () => {
    const body = {
      profileId: 'u',
      clientId: server.write.id,
      clientSecret: server.write.secret,
      sdk: 'x',
      a: 1,
    };
    expect((await server.post('/identify', body)).status).toBe(200);
    expect(lastOf(server, 'identify').payload.traits).toEqual({ a: 1 });
  });
});
