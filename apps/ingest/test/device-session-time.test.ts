import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { browser, lastOf, startTestServer } from './fixture.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 10, 23, 12);

async function started(start = noon, retentionDays = 0, maxPastDays?: number) {
  const clock = { now: start };
  const salts = new Map<string, Buffer>();
  const server = await startTestServer({
    project: { settings: { retentionDays, ...(maxPastDays !== undefined && { maxPastDays }) } },
    deps: {
      now: () => clock.now,
      saltOf: async (day) => {
        const salt = salts.get(day) ?? Buffer.from(`salt of ${day}`);
        salts.set(day, salt);
        return salt;
      },
    },
  });
  const view = async (payload: object = {}, headers: Record<string, string> = {}) =>
    (await server.page('/track', { type: 'track', payload: { name: 'screen_view', ...payload } }, headers))
      .body;
  return { clock, server, view };
}

describe('device and session', () => {
  test('no cookie: the device follows from address, user agent and project; the client’s own id wins', async () => {
    const { server, view } = await started();
    const first = await view();
    expect(await view()).toMatchObject({ deviceId: first.deviceId, sessionId: first.sessionId });
    const elsewhere = await view({}, { 'x-forwarded-for': '203.0.113.1' });
    const otherAgent = await view(
      {},
      { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0' },
    );
    expect(new Set([first.deviceId, elsewhere.deviceId, otherAgent.deviceId]).size).toBe(3);
    expect((await view({ deviceId: 'mine' })).deviceId).toBe('mine');
    expect(await view({ deviceId: 'mine', sessionId: 'ours' })).toMatchObject({ sessionId: 'ours' });
    await server.close();
  });

  test('30 minutes after the last event a new session begins; a late event finds the one of its time', async () => {
    const { server, clock, view } = await started();
    const first = await view();
    clock.now += 29 * minute;
    expect((await view()).sessionId).toBe(first.sessionId);
    clock.now += 31 * minute;
    const second = await view();
    expect(second.sessionId).not.toBe(first.sessionId);
    const late = await view({ timestamp: new Date(noon + 10 * minute).toISOString() });
    expect(late.sessionId).toBe(first.sessionId);
    await server.close();
  });

  test('a session survives midnight UTC, with its device', async () => {
    const { server, clock, view } = await started(Date.UTC(2026, 10, 23, 23, 50));
    const before = await view();
    clock.now += 20 * minute;
    expect(await view()).toMatchObject({ deviceId: before.deviceId, sessionId: before.sessionId });
    clock.now += 40 * minute;
    expect((await view()).deviceId).not.toBe(before.deviceId);
    await server.close();
  });

  test('device-id tells what the next event gets', async () => {
    const { server, view } = await started();
    const headers = {
      origin: 'https://example.com',
      'openpanel-client-id': server.write.id,
      'user-agent': browser,
    };
    const told = await server.send('/track/device-id', { headers });
    expect(told.body).toEqual({ success: true, deviceId: expect.any(String), sessionId: expect.any(String) });
    expect(await view()).toMatchObject(told.body);
    await server.close();
  });

  test.each([
    [
      'a secret and a profile, no device',
      'secret',
      'Mozilla/5.0 Chrome/131.0.0.0',
      { profileId: 'u' },
      false,
    ],
    ['a server user agent and a profile, no device', 'origin', 'node', { profileId: 'u' }, false],
    ['a secret and no profile', 'secret', 'Mozilla/5.0 Chrome/131.0.0.0', {}, true],
    ['a secret, a profile and a device', 'secret', 'node', { profileId: 'u', deviceId: 'd' }, true],
    ['a page with a profile', 'origin', 'Mozilla/5.0 Chrome/131.0.0.0', { profileId: 'u' }, true],
  ])('%s: a session is opened: %5$s', async (_title, trust, agent, payload, isOpened) => {
    const { server } = await started();
    const body = { type: 'track', payload: { name: 'x', ...payload } };
    const send = trust === 'secret' ? server.server : server.page;
    const answer = await send('/track', body, { 'user-agent': agent });
    expect(answer.status).toBe(200);
    expect(answer.body.sessionId !== '').toBe(isOpened);
    expect(lastOf(server, 'track').message.sessionId).toBe(answer.body.sessionId);
    await server.close();
  });

  test('answers of types without a session name the page’s device and session, which grows no longer', async () => {
    const { server, view, clock } = await started();
    const { deviceId, sessionId } = await view();
    clock.now += 25 * minute;
    for (const [type, payload] of [
      ['increment', { profileId: 'u', property: 'p' }],
      ['identify', { profileId: 'u' }],
      ['identify', { profileId: 'u', deviceId }],
      ['alias', { profileId: 'u', alias: 'v' }],
      ['group', { id: 'g', type: 't', name: 'n' }],
      ['assign_group', { groupIds: ['g'], profileId: 'u' }],
    ] as const) {
      expect((await server.page('/track', { type, payload })).body).toMatchObject({ deviceId, sessionId });
      expect(lastOf(server, type).message.sessionId).toBe('');
    }
    clock.now += 6 * minute;
    expect((await view()).sessionId).not.toBe(sessionId);
    await server.close();
  });

  test('who identifies itself first has the session of its first event', async () => {
    const { server, view } = await started();
    const told = await server.page('/identify', { profileId: 'u' });
    expect(told.body.sessionId).not.toBe('');
    expect(await view()).toMatchObject({ deviceId: told.body.deviceId, sessionId: told.body.sessionId });
    await server.close();
  });

  const phone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
  test.each([
    ['a phone', { 'user-agent': phone }],
    ['an Android phone', { 'user-agent': 'Dalvik/2.1.0 (Linux; U; Android 13; SM-S911N Build/TP1A)' }],
    ['an app of a game', { 'user-agent': 'MyGame/12 CFNetwork/1408.0.4 Darwin/22.5.0' }],
    ['an app’s SDK', { 'user-agent': 'okhttp/4.9.3', 'openpanel-sdk-name': 'react-native' }],
  ])('%s keeps device and session after identify, also with a secret', async (_, headers) => {
    const { server } = await started();
    const send = async (type: string, payload: object) =>
      (await server.server('/track', { type, payload }, headers as Record<string, string>)).body;
    const first = await send('track', { name: 'screen_view' });
    expect(first.sessionId).not.toBe('');
    const same = { deviceId: first.deviceId, sessionId: first.sessionId };
    expect(await send('identify', { profileId: 'u', firstName: 'Ada' })).toMatchObject(same);
    expect(await send('increment', { profileId: 'u', property: 'coins' })).toMatchObject(same);
    expect(await send('track', { name: 'level', profileId: 'u' })).toMatchObject(same);
    expect(lastOf(server, 'track').message).toMatchObject({ ...same, profileId: 'u' });
    await server.close();
  });

  test('a server’s event of a profile joins the session that is open on the profile’s device', async () => {
    const { server, clock } = await started();
    const fromServer = async (profileId: string) =>
      (
        await server.server(
          '/track',
          { type: 'track', payload: { name: 'purchase', profileId } },
          { 'user-agent': 'studio-backend/1.4' },
        )
      ).body;
    const none = { deviceId: '', sessionId: '' };
    expect(await fromServer('u')).toMatchObject(none);
    const page = { type: 'track', payload: { name: 'screen_view', deviceId: 'd', profileId: 'u' } };
    const { sessionId } = (await server.page('/track', page)).body;
    clock.now += 20 * minute;
    expect(await fromServer('u')).toMatchObject({ deviceId: 'd', sessionId });
    expect(lastOf(server, 'track').message).toMatchObject({ deviceId: 'd', sessionId, profileId: 'u' });
    expect(await fromServer('v')).toMatchObject(none);
    // It was an event of the session, and the page says later whose it is, too.
    clock.now += 20 * minute;
    await server.page('/identify', { profileId: 'v', deviceId: 'd' });
    expect(await fromServer('v')).toMatchObject({ deviceId: 'd', sessionId });
    clock.now += 31 * minute;
    expect(await fromServer('u')).toMatchObject(none);
    await server.close();
  });
});

describe('time', () => {
  test.each([
    ['none', undefined, undefined, 0],
    ['past times are kept', -5 * 24 * 60 * minute, undefined, -5 * 24 * 60 * minute],
    ['a minute ahead is kept', minute, undefined, minute],
    ['further ahead is now', minute + 1, undefined, 0],
    ['a clock three days ahead', 3 * 24 * 60 * minute - 10_000, 3 * 24 * 60 * minute, -10_000],
    ['a clock an hour behind', -60 * minute - 10_000, -60 * minute, -10_000],
  ])('%s', async (_title, timestamp, sentAt, expected) => {
    const { server } = await started();
    const iso = (offset: number) => new Date(noon + offset).toISOString();
    const payload = { name: 'x', ...(timestamp !== undefined && { timestamp: iso(timestamp) }) };
    const batch = [{ type: 'track', payload }];
    await server.page('/track', { batch, ...(sentAt !== undefined && { sentAt: iso(sentAt) }) });
    expect(lastOf(server, 'track').message.timestamp).toBe(noon + expected);
    await server.close();
  });

  test('a body that takes its time is no wrong clock', async () => {
    const { server, clock } = await started();
    const timestamp = new Date(noon - 5 * minute).toISOString();
    const batch = [{ type: 'track', payload: { name: 'slow', timestamp } }];
    const body = JSON.stringify({ sentAt: new Date(noon).toISOString(), batch });
    const headers = {
      ...{ 'openpanel-client-id': server.write.id, origin: 'https://example.com', 'user-agent': browser },
      ...{ 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    };
    const sent = request(`${server.url}/track`, {
      ...{ method: 'POST', headers: { ...headers, expect: '100-continue' } },
    });
    sent.flushHeaders();
    await once(sent, 'continue');
    clock.now += 20_000;
    sent.end(body);
    const [answer] = await once(sent, 'response');
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(lastOf(server, 'track').message.timestamp).toBe(noon - 5 * minute);
    await server.close();
  });

  test('what is older than the project keeps is refused, to the millisecond', async () => {
    const { server } = await started(noon, 7);
    const at = (time: number) =>
      server.page('/track', { type: 'track', payload: { name: 'x', timestamp: time } });
    expect((await at(noon - 7 * 24 * 60 * minute)).status).toBe(200);
    const { status, body } = await at(noon - 7 * 24 * 60 * minute - 1);
    expect([status, body.error.details[0].field]).toEqual([400, 'payload.timestamp']);
    expect((await at(-1)).status).toBe(400);
    await server.close();
  });

  test.each([
    [undefined, 90],
    [7, 7],
    [400, 400],
  ])('without a secret an event may lie back so long: setting %j, %d days', async (setting, days) => {
    const { server } = await started(noon, 0, setting);
    const at = (time: number) => ({ type: 'track', payload: { name: 'x', timestamp: time } });
    const [kept, tooOld] = [at(noon - days * 24 * 60 * minute), at(noon - days * 24 * 60 * minute - 1)];
    expect((await server.page('/track', kept)).status).toBe(200);
    const { status, body } = await server.page('/track', tooOld);
    expect([status, body.error.details]).toEqual([
      400,
      [{ field: 'payload.timestamp', message: expect.stringContaining('secret') }],
    ]);
    expect((await server.page('/track', [kept, tooOld])).body).toMatchObject({ accepted: 1 });
    // An import has one.
    expect((await server.server('/track', tooOld)).status).toBe(200);
    await server.close();
  });

  test('one request touches 24 months at most; the others are refused, and named', async () => {
    const { server } = await started();
    const months = Array.from({ length: 30 }, (_, back) =>
      new Date(Date.UTC(2026, 10 - back, 1)).toISOString(),
    );
    const events = [...months, ...months].map((timestamp) => ({
      type: 'track',
      payload: { name: 'x', timestamp },
    }));
    const { body } = await server.server('/track', events);
    expect([body.accepted, body.rejected.length]).toEqual([48, 12]);
    expect(body.rejected[0]).toMatchObject({
      index: 24,
      message: expect.stringContaining('payload.timestamp'),
    });
    expect((await server.server('/track', events.slice(24, 30))).body.accepted).toBe(6);
    await server.close();
  });
});
