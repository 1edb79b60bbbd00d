import { createHash, createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVendorSite, type VendorSite } from './vendor-page.ts';
import { eventually, only, startVendorServer, type VendorServer } from './vendor-server.ts';

let server: VendorServer;
let site: VendorSite;
let gameKey: string;
let secretKey: string;
beforeAll(async () => {
  server = await startVendorServer();
  gameKey = server.clientId.replaceAll('-', '');
  secretKey = createHash('sha256').update(server.secret).digest('hex').slice(0, 40);
  site = await openVendorSite(`import 'gameanalytics/dist/GameAnalytics.construct.js';
    // The SDK has no option for its address.
    const api = globalThis.gameanalytics.http.GAHTTPApi.instance;
    api.baseUrl = '${server.url}/v2';
    api.remoteConfigsBaseUrl = '${server.url}/remote_configs/v1';
    window.GameAnalytics = globalThis.gameanalytics.GameAnalytics;`);
});
afterAll(async () => {
  await site?.close();
  await server?.close();
});

test('gameanalytics in a page: a session, a purchase, an economy, progress, designs, errors and ads', async () => {
  server.proxy.loseAnswers(0);
  const page = await site.visit('/game');
  await page.evaluate(`(() => {
    GameAnalytics.configureBuild('1.2.3');
    GameAnalytics.configureUserId('player-1');
    GameAnalytics.configureAvailableResourceCurrencies(['gems']);
    GameAnalytics.configureAvailableResourceItemTypes(['boost']);
    GameAnalytics.configureAvailableCustomDimensions01(['ninja']);
    GameAnalytics.initialize('${gameKey}', '${secretKey}');
  })()`);
  const isOfPlayer = ({ profile_id }: { profile_id: string }) => profile_id === 'player-1';
  await server.expectEvents(['$session_start'], isOfPlayer);
  server.proxy.loseAnswers(1);
  await page.evaluate(`(() => {
    GameAnalytics.setCustomDimension01('ninja');
    GameAnalytics.addBusinessEvent('USD', 499, 'coins', 'pack1', 'shop');
    GameAnalytics.addResourceEvent(2, 'gems', 5, 'boost', 'b1');
    GameAnalytics.addProgressionEvent(1, 'w1', 'l1', '', 10);
    GameAnalytics.addDesignEvent('Kill:Robot', 1.5, { a: 1, b: 'x' });
    GameAnalytics.addErrorEvent(3, 'boom');
    GameAnalytics.addAdEvent(1, 2, 'admob', 'home');
  })()`);
  const names = ['$purchase', '$economy', '$progression', 'Kill:Robot', 'error', '$ad'];
  await eventually(() => expect(server.proxy.lost()).toBe(1));
  // A request for each half of a minute: the copies come with the next.
  const sentTwice = () => server.proxy.passed.filter(({ path }) => path.endsWith('/events')).length;
  await expect.poll(sentTwice, { timeout: 40_000, interval: 200 }).toBeGreaterThan(2);
  const events = await server.expectEvents(['$session_start', ...names], isOfPlayer);
  expect(only(events, '$purchase')).toMatchObject({
    revenue: 4.99,
    currency: 'USD',
    properties: { product: 'pack1', item_type: 'coins', price: 4.99, currency: 'USD', custom_01: 'ninja' },
  });
  expect(only(events, '$economy').properties).toMatchObject({
    ...{ flow: 'sink', currency: 'gems', amount: 5, item_type: 'boost', item_id: 'b1' },
  });
  expect(only(events, '$progression').properties).toMatchObject({
    status: 'start',
    world: 'w1',
    level: 'l1',
  });
  expect(only(events, 'Kill:Robot').properties).toMatchObject({
    value: 1.5,
    a: 1,
    b: 'x',
    __version: '1.2.3',
  });
  expect(only(events, 'error').properties).toMatchObject({ severity: 'warning', message: 'boom' });
  expect(only(events, '$ad').properties).toMatchObject({
    ...{ action: 'click', type: 'rewarded_video', network: 'admob', placement: 'home' },
  });
  expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(1);
  expect(events[0]?.session_id).toMatch(/^[\da-f-]{36}$/);
});

/** As the engines' SDKs send it: https://docs.gameanalytics.com/integrations/api/event-collection */
const send = async (events: unknown, { key = secretKey, gzip = false } = {}) => {
  const text = JSON.stringify(events);
  const body = gzip ? gzipSync(text) : Buffer.from(text);
  const response = await fetch(`${server.url}/v2/${gameKey}/events`, {
    method: 'POST',
    headers: {
      authorization: createHmac('sha256', key).update(body).digest('base64'),
      'content-type': 'application/json',
      'user-agent': 'UnityPlayer/2022.3.1f1 (UnityWebRequest/1.0)',
      ...(gzip && { 'content-encoding': 'gzip' }),
    },
    body,
  });
  return { status: response.status, body: await response.json() };
};
const event = (user: string, more: object) => ({
  ...{ v: 2, user_id: user, client_ts: 1_795_910_714, session_id: 'de305d54-75b4-431b-adb2-eb6b9e546014' },
  ...{ sdk_version: 'unity 7.3.2', os_version: 'android 14', manufacturer: 'samsung', device: 'SM-S911B' },
  ...{ platform: 'android', build: '1.0', session_num: 1, ...more },
});

test('an engine’s events without ids are stored once, those that are alike in one request each', async () => {
  const kill = event('player-2', { category: 'design', event_id: 'Kill' });
  const batch = [kill, kill, event('player-2', { category: 'session_end', length: 61 })];
  expect(await send(batch, { gzip: true })).toEqual({ status: 200, body: {} });
  expect(await send(batch, { gzip: true })).toEqual({ status: 200, body: {} });
  const events = await server.expectEvents(
    ['Kill', 'Kill', 'session_end'],
    ({ profile_id }) => profile_id === 'player-2',
  );
  expect(only(events, 'session_end')).toMatchObject({
    ...{ os: 'Android', os_version: '14', brand: 'samsung', model: 'SM-S911B', device_id: 'player-2' },
    properties: { length: 61 },
  });
  expect(await server.idsOfSdk('gameanalytics-unity', '7.3.2')).toHaveLength(3);
});

test('a signature with another key, a body that is no list and a category that nobody knows are refused', async () => {
  expect(await send([], { key: '0'.repeat(40) })).toMatchObject({ status: 401 });
  expect(await send({})).toMatchObject({
    status: 400,
    body: { errors: [{ message: 'the body must be an array' }] },
  });
  expect(await send([event('player-3', { category: 'video' })])).toMatchObject({ status: 400 });
});
