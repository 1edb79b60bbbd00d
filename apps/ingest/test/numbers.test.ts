import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lastOf, startTestServer, type TestServer } from './fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

const [one, other] = ['76561198012345678', '76561198012345679'];

describe('ids that are numbers keep their digits', () => {
  test.each([one, other, '18446744073709551615', '-9223372036854775808'])('%s', async (id) => {
    const send = (body: string) => server.server('/track', body);
    await send(
      `{"type":"track","payload":{"name":"x","profileId":${id},"deviceId":${id},"sessionId":${id},"groups":[${id}],"properties":{"a":${id},"b":{"c":[${id}]}}}}`,
    );
    expect(lastOf(server, 'track').message).toMatchObject({ profileId: id, deviceId: id, sessionId: id });
    expect(lastOf(server, 'track').payload).toMatchObject({
      groups: [id],
      properties: { a: id, b: { c: [id] } },
    });
    await send(`{"batch":[{"type":"alias","payload":{"profileId":"p","alias":${id}}}]}`);
    expect(lastOf(server, 'alias').payload.alias).toBe(id);
    await send(`{"type":"group","payload":{"id":${id},"type":"t","name":"n"}}`);
    expect(lastOf(server, 'group').payload.groupId).toBe(id);
    await send(`{"type":"assign_group","payload":{"groupIds":[${id}],"profileId":${id}}}`);
    expect(lastOf(server, 'assign_group').payload).toMatchObject({ groupIds: [id], profileId: id });
    await server.server('/identify', `{"profileId": ${id} ,"steam":${id}}`);
    expect(lastOf(server, 'identify').payload).toMatchObject({ profileId: id, traits: { steam: id } });
    await send(
      `{"type":"track","payload":{"name":"x","properties":{"__deviceId":${id},"__identify":{"profileId":${id}}}}}`,
    );
    expect(lastOf(server, 'identify').message).toMatchObject({ profileId: id, deviceId: id });
  });

  test('and other charsets', async () => {
    const body = Buffer.from(`{"type":"track","payload":{"name":"x","profileId":${one}}}`, 'utf16le');
    await server.send('/track', {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json; charset=utf-16le',
        'openpanel-client-id': server.write.id,
        'openpanel-client-secret': server.write.secret,
      },
    });
    expect(lastOf(server, 'track').message.profileId).toBe(one);
  });

  test('short ones stay numbers among the properties', async () => {
    const properties = { level: 3, at: 1_764_300_000_123, price: 37.566535, big: 1e300 };
    await server.server('/track', { type: 'track', payload: { name: 'x', profileId: 42, properties } });
    expect(lastOf(server, 'track').payload.properties).toEqual(properties);
    expect(lastOf(server, 'track').message.profileId).toBe('42');
  });

  test('where the digits are lost, the message is refused and the field named', async () => {
    const { status, body } = await server.server(
      '/track',
      '{"type":"track","payload":{"name":"x","profileId":12345678.12345678e9}}',
    );
    expect([status, body.error.details[0].field]).toEqual([400, 'payload.profileId']);
  });
});

describe('money', () => {
  test.each([12.5, '12.5', ' 12.5 ', '-3', '+1e2', '.5', 0, null])('%j is an amount', async (__revenue) => {
    const payload = { name: 'revenue', properties: { __revenue } };
    expect((await server.server('/track', { type: 'track', payload })).status).toBe(200);
    expect(lastOf(server, 'track').payload.properties).toEqual({ __revenue });
  });

  test.each([
    '1,234.50',
    '12,50',
    '$5',
    '5 USD',
    '1 234',
    '١٢',
    '0x10',
    '',
    'NaN',
    true,
    {},
    [5],
    1e12,
    '-1e12',
  ])('%j is refused, and the field named', async (__revenue) => {
    const good = { type: 'track', payload: { name: 'x' } };
    const bad = { type: 'track', payload: { name: 'x', properties: { __revenue } } };
    const { status, body } = await server.server('/track', bad);
    expect([status, body.error.details[0].field]).toEqual([400, 'payload.properties.__revenue']);
    expect((await server.server('/track', [good, bad])).body).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, message: expect.stringContaining('payload.properties.__revenue') }],
    });
  });
});

describe('the currency of money', () => {
  test.each(['GEM', 'US$', 840, {}])('%j is refused, and the field named', async (currency) => {
    const good = { type: 'track', payload: { name: 'x', properties: { currency } } };
    const bad = { type: 'track', payload: { name: 'x', properties: { currency, __revenue: 5 } } };
    expect((await server.server('/track', [good, bad])).body).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, message: expect.stringContaining('payload.properties.currency') }],
    });
  });
});

describe('times that are numbers', () => {
  const at = Date.now() - 3_600_000;
  test.each([
    [at, at],
    [at / 1_000, at],
    [at * 1_000 + 456, at],
  ])('%d', async (timestamp, expected) => {
    await server.server('/track', { type: 'track', payload: { name: 'x', timestamp } });
    expect(Math.abs(lastOf(server, 'track').message.timestamp - expected)).toBeLessThan(1);
    const properties = { __timestamp: timestamp };
    await server.server('/track', { type: 'track', payload: { name: 'x', properties } });
    expect(Math.abs(lastOf(server, 'track').message.timestamp - expected)).toBeLessThan(1);
  });

  test.each(['20260901', '0', '17643000000', '1764300000123456789', '202609011200'])(
    '%s is refused, never 1970 or now',
    async (timestamp) => {
      for (const body of [
        `{"type":"track","payload":{"name":"x","timestamp":${timestamp}}}`,
        `{"type":"increment","payload":{"profileId":"p","property":"x","timestamp":${timestamp}}}`,
        `{"type":"track","payload":{"name":"x","properties":{"__timestamp":${timestamp}}}}`,
      ]) {
        const { status, body: answer } = await server.server('/track', body);
        expect([status, answer.error.details[0].field]).toEqual([400, expect.stringMatching(/timestamp$/)]);
      }
    },
  );
});
