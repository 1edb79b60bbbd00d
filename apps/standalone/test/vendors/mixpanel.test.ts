import Mixpanel from 'mixpanel';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVendorSite, type VendorSite } from './vendor-page.ts';
import { eventually, only, startVendorServer, type VendorServer, versionOf } from './vendor-server.ts';

let server: VendorServer;
let site: VendorSite;
beforeAll(async () => {
  server = await startVendorServer();
  site = await openVendorSite(`import mixpanel from 'mixpanel-browser';
    mixpanel.init('${server.clientId}', {
      api_host: '${server.url}', track_pageview: true, batch_flush_interval_ms: 500,
    });
    window.mixpanel = mixpanel;`);
});
afterAll(async () => {
  await site?.close();
  await server?.close();
});

const everyType = { n: 1.5, s: 'text', b: true, nothing: null, list: [1, 'a'], nested: { deep: { x: 1 } } };
const storedTypes = { n: 1.5, s: 'text', b: true, list: '[1,"a"]', 'nested.deep.x': 1 };
const authorization = () => `Basic ${Buffer.from(`${server.clientId}:${server.secret}`).toString('base64')}`;

/** The call, once it is acknowledged. */
function done(call: (callback: (error: Error | undefined) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())));
}

describe('mixpanel for Node', () => {
  test('events, traits, charges, groups and aliases', async () => {
    const { host } = new URL(server.url);
    const client = Mixpanel.init(server.clientId, { host, protocol: 'http', keepAlive: false });
    const { people } = client;
    await done((callback) =>
      client.track('node typed', { distinct_id: 'node-1', ...everyType, revenue: 3 }, callback),
    );
    const properties = { distinct_id: 'node-1', time: Date.UTC(2026, 10, 20), $insert_id: 'one' };
    const twice = [1, 2].map(() => ({ event: 'node timed', properties }));
    await new Promise((resolve) => client.track_batch(twice, resolve));
    await done((callback) => people.set('node-1', { $name: 'Ada', plan: 'pro', old: 1 }, callback));
    await done((callback) => people.set_once('node-1', { plan: 'free', first: 1 }, callback));
    await done((callback) => people.increment('node-1', { coins: 5, gems: -2 }, callback));
    await done((callback) => people.append('node-1', { seen: 'a' }, callback));
    await done((callback) => people.append('node-1', { seen: 7 }, callback));
    await done((callback) => people.unset('node-1', ['old'], callback));
    await done((callback) => people.track_charge('node-1', 9.5, {}, callback));
    await done((callback) => client.groups.set('company', 'acme', { size: 3 }, callback));
    await done((callback) => client.alias('node-1', 'node-other', callback));
    const events = await server.expectEvents(
      ['node typed', 'node timed', 'charge'],
      ({ profile_id }) => profile_id === 'node-1',
    );
    expect(only(events, 'node typed')).toMatchObject({
      ...{ properties: storedTypes, revenue: 3, device_id: '', device: 'server' },
    });
    expect(only(events, 'charge').revenue).toBe(9.5);
    const ids = await server.idsOfSdk('node', versionOf('mixpanel'));
    expect(ids).toContain(only(events, 'node typed').id);
    await eventually(async () => {
      const person = await server.person('node-1');
      expect(person.properties).toEqual({
        ...{ name: 'Ada', plan: 'pro', first: 1, coins: 5, gems: -2, seen: '["a",7]' },
      });
      expect((await server.person('node-other')).total_events).toBe(3);
    });
  });

  test('/import takes old events with the secret, as Node sends it over HTTPS alone, and counts them', async () => {
    const batch = [1, 2].map((n) => ({
      event: 'node old',
      properties: { time: 1_767_323_045, distinct_id: 'node-2', $insert_id: `old-${n}` },
    }));
    const send = async () => {
      const body = JSON.stringify(batch);
      const headers = { authorization: authorization(), 'content-type': 'application/json' };
      const response = await fetch(`${server.url}/import?strict=1`, { method: 'POST', body, headers });
      return response.json();
    };
    expect(await send()).toEqual({ code: 200, num_records_imported: 2, status: 'OK' });
    expect(await send()).toEqual({ code: 200, num_records_imported: 2, status: 'OK' });
    const events = await server.expectEvents(['node old', 'node old'], ({ name }) => name === 'node old');
    expect(events[0]?.timestamp).toMatch(/^2026-01-02T03:04:05/);
  });
});

describe('mixpanel-browser', () => {
  test('the visit of a person who signs in, opts out and back in, and leaves', async () => {
    server.proxy.loseAnswers(1);
    const page = await site.visit('/shop?utm_source=mail');
    await eventually(() => expect(server.proxy.lost()).toBe(1));
    await page.evaluate(`(() => {
      mixpanel.track('web typed', ${JSON.stringify({ ...everyType, revenue: '2.50' })});
      mixpanel.identify('web-1');
      mixpanel.people.set({ $name: 'Eve' });
      mixpanel.people.increment('coins', 2);
      mixpanel.get_group('company', 'acme').set({ size: 4 });
      mixpanel.register({ build: 7 });
      mixpanel.track('web after');
    })()`);
    const names = ['page_view', 'web typed', 'web after'];
    const isOfPage = ({ path, name }: { path: string; name: string }) =>
      path === '/shop' && name !== '$opt_in';
    await server.expectEvents(names, isOfPage);
    await eventually(async () => {
      const person = await server.person('web-1');
      expect(person.properties).toEqual({ name: 'Eve', coins: 2 });
      expect(person.total_events).toBe(3);
    });
    await page.evaluate(`mixpanel.alias('web-other')`);
    await eventually(async () => expect((await server.person('web-other')).total_events).toBe(3));
    await page.evaluate(
      `mixpanel.opt_out_tracking({ delete_user: false, clear_persistence: false }); mixpanel.track('web never')`,
    );
    await page.evaluate(`mixpanel.opt_in_tracking(); mixpanel.track('web bye')`);
    await page.goto('about:blank');
    const events = await server.expectEvents([...names, 'web bye'], isOfPage);
    const view = only(events, 'page_view');
    expect(view).toMatchObject({
      ...{ title: 'Shop', referrer: 'https://www.google.com/', utm_source: 'mail', profile_id: '' },
      ...{ device: 'desktop', properties: {} },
    });
    expect(view.device_id).toMatch(/^[\da-f-]{36}$/);
    expect(only(events, 'web typed')).toMatchObject({
      properties: storedTypes,
      revenue: 2.5,
      profile_id: '',
    });
    expect(only(events, 'web after')).toMatchObject({
      ...{ profile_id: 'web-1', device_id: view.device_id, properties: { build: 7 } },
    });
    expect(await server.idsOfSdk('web', versionOf('mixpanel-browser'))).toContain(view.id);
  });
});

describe('/track', () => {
  const track = async (body: string, type: string, query = '') => {
    const headers = { 'content-type': type, origin: 'http://localhost' };
    const response = await fetch(`${server.url}/track${query}`, { method: 'POST', body, headers });
    return { status: response.status, text: await response.text() };
  };
  const event = () => ({ event: 'form', properties: { token: server.clientId, distinct_id: 'form-1' } });

  test('is ours or Mixpanel’s by its form, without a change to ours', async () => {
    const base64 = Buffer.from(JSON.stringify(event())).toString('base64');
    const form = new URLSearchParams({ data: base64 }).toString();
    expect(await track(form, 'application/x-www-form-urlencoded')).toEqual({ status: 200, text: '1' });
    expect(await track(JSON.stringify([event()]), 'application/json', '?verbose=1')).toEqual({
      status: 200,
      text: '{"status":1,"error":null}',
    });
    const own = { type: 'track', payload: { name: 'form', profileId: 'form-1' } };
    expect((await track(JSON.stringify(own), 'application/json')).text).toContain('"success":true');
    await server.expectEvents(['form', 'form', 'form'], ({ name }) => name === 'form');
    expect(await track('{"event":1}', 'application/json')).toMatchObject({
      status: 400,
      text: expect.stringContaining('type must be one of'),
    });
  });

  test('as a picture, a script for JSONP, and refused, in Mixpanel’s form', async () => {
    const data = encodeURIComponent(JSON.stringify({ ...event(), event: 'pixel' }));
    const picture = await fetch(`${server.url}/track?img=1&data=${data}`, { headers: { 'user-agent': '' } });
    expect(picture.headers.get('content-type')).toBe('image/gif');
    const script = await fetch(`${server.url}/track?callback=cb.f&data=${data}`);
    expect(await script.text()).toBe('cb.f(1);');
    await server.expectEvents(['pixel', 'pixel'], ({ name }) => name === 'pixel');
    const unknown = encodeURIComponent('{"event":"x","properties":{"token":"nobody"}}');
    const refused = await fetch(`${server.url}/track?verbose=1&data=${unknown}`);
    expect([refused.status, await refused.text()]).toEqual([
      401,
      '{"status":0,"error":"token is no known client id"}',
    ]);
  });
});
