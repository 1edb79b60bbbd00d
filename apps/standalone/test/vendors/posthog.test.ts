import { PostHog } from 'posthog-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVendorSite, type VendorSite } from './vendor-page.ts';
import {
  eventually,
  only,
  type StoredEvent,
  startVendorServer,
  type VendorServer,
  versionOf,
} from './vendor-server.ts';

let server: VendorServer;
let site: VendorSite;
beforeAll(async () => {
  server = await startVendorServer();
  site = await openVendorSite(`import posthog from 'posthog-js';
    // Otherwise it sends nothing in a browser that a test drives.
    posthog.init('${server.clientId}', { api_host: '${server.url}', opt_out_useragent_filter: true });
    window.posthog = posthog;`);
});
afterAll(async () => {
  await site?.close();
  await server?.close();
});

const everyType = { n: 1.5, s: 'text', b: true, nothing: null, list: [1, 'a'], nested: { deep: { x: 1 } } };
const storedTypes = { n: 1.5, s: 'text', b: true, list: '[1,"a"]', 'nested.deep.x': 1 };

describe('posthog-node', () => {
  const start = () => new PostHog(server.clientId, { host: server.url, flushAt: 100, flushInterval: 60_000 });

  test('events, traits, alias, groups and revenue arrive at shutdown, once, though the answer was lost', async () => {
    server.proxy.loseAnswers(1);
    const client = start();
    client.capture({
      distinctId: 'node-1',
      event: 'node level_up',
      properties: { ...everyType, revenue: 4.99, currency: 'EUR' },
      groups: { company: 'acme' },
      timestamp: new Date('2026-11-20T10:00:00.123Z'),
      uuid: '0193a5b2-1234-7abc-8def-012345678901',
    });
    client.identify({ distinctId: 'node-1', properties: { name: 'Ada', $set_once: { first: 1 } } });
    client.identify({ distinctId: 'node-1', properties: { plan: 'pro', $set_once: { first: 2 } } });
    client.alias({ distinctId: 'node-1', alias: 'node-other' });
    client.groupIdentify({ groupType: 'company', groupKey: 'acme', properties: { size: 3 } });
    client.capture({ distinctId: 'node-other', event: 'node other' });
    await client.shutdown();
    expect(server.proxy.lost()).toBe(1);

    const events = await server.expectEvents(['node level_up', 'node other'], ({ name }) =>
      name.startsWith('node '),
    );
    expect(only(events, 'node level_up')).toMatchObject({
      properties: { ...storedTypes, currency: 'EUR' },
      id: '0193a5b2-1234-7abc-8def-012345678901',
      profile_id: 'node-1',
      device_id: '',
      device: 'server',
      revenue: 4.99,
      currency: 'EUR',
      groups: ['company:acme'],
    });
    const shift = Date.parse(only(events, 'node level_up').timestamp) - Date.UTC(2026, 10, 20, 10);
    // By the server's clock: what the request itself took is on top.
    expect(Math.abs(shift)).toBeLessThan(10_000);
    expect(await server.idsOfSdk('posthog-node', versionOf('posthog-node'))).toContain(
      '0193a5b2-1234-7abc-8def-012345678901',
    );
    await eventually(async () => {
      const person = await server.person('node-1');
      expect(person.properties).toEqual({ name: 'Ada', plan: 'pro', first: 1 });
      expect(person.total_events).toBe(2);
      expect((await server.person('node-other')).total_events).toBe(2);
    });
  });

  test('flags are none, and nobody waits for them', async () => {
    const client = start();
    expect(await client.getAllFlags('node-1')).toEqual({});
    await client.shutdown();
  });

  test('one event that cannot be stored costs its neighbours nothing', async () => {
    const client = start();
    client.capture({ distinctId: 'node-2', event: 'n'.repeat(300) });
    client.capture({ distinctId: 'node-2', event: 'good neighbour' });
    await client.shutdown();
    await server.expectEvents(['good neighbour'], ({ profile_id }) => profile_id === 'node-2');
  });
});

describe('posthog-js', () => {
  test('the visit of a person who signs in, opts out and back in, and leaves', async () => {
    server.proxy.loseAnswers(1);
    const page = await site.visit('/shop?utm_source=mail');
    await eventually(() => expect(server.proxy.lost()).toBe(1));
    await page.evaluate(`(() => {
      posthog.capture('web typed', ${JSON.stringify({ ...everyType, revenue: '2.50' })});
      posthog.identify('web-1', { name: 'Eve' }, { first: 1 });
      posthog.group('company', 'acme', { size: 4 });
      posthog.alias('web-other');
      posthog.register({ build: 7 });
      posthog.capture('web after');
      posthog.opt_out_capturing();
      posthog.capture('web never');
      posthog.opt_in_capturing({ captureEventName: false });
      posthog.capture('web bye');
    })()`);
    // It sends $identify by itself, in a request that ends with the page.
    await eventually(() => server.person('web-1'));
    await page.goto('about:blank');
    const events = await server.expectEvents(
      ['$pageview', 'web typed', 'web after', 'web bye'],
      ({ path }) => path === '/shop',
    );
    const view = only(events, '$pageview');
    expect(view).toMatchObject({
      path: '/shop',
      title: 'Shop',
      referrer: 'https://www.google.com/',
      utm_source: 'mail',
      browser: 'Chromium',
      device: 'desktop',
      profile_id: '',
      properties: {},
    });
    expect(view.device_id).toMatch(/^[\da-f-]{36}$/);
    expect(await server.idsOfSdk('web', versionOf('posthog-js'))).toContain(view.id);
    expect(only(events, 'web typed')).toMatchObject({
      properties: storedTypes,
      profile_id: '',
      revenue: 2.5,
    });
    expect(only(events, 'web after')).toMatchObject({
      profile_id: 'web-1',
      groups: ['company:acme'],
      properties: { build: 7 },
    });
    expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(1);
    expect(new Set(events.map(({ device_id }) => device_id)).size).toBe(1);
    await eventually(async () => {
      const person = await server.person('web-1');
      expect(person.properties).toEqual({ name: 'Eve', first: 1 });
      expect(person.total_events).toBe(4);
      expect((await server.person('web-other')).total_events).toBe(4);
    });
  });

  test('who comes after a reset on the same browser is somebody else', async () => {
    const page = await site.visit('/reset');
    await page.evaluate(
      `(() => { posthog.identify('reset-1'); posthog.reset(); posthog.capture('reset anonymous') })()`,
    );
    await eventually(() => server.person('reset-1'));
    await page.goto('about:blank');
    const [event] = await server.expectEvents(['reset anonymous'], ({ name }) => name === 'reset anonymous');
    await eventually(async () => {
      const known = await server.person('reset-1');
      expect(known.device_ids).not.toContain(event?.device_id);
    });
  });

  test('the campaign is the landing page’s, though the SDK repeats it on every page', async () => {
    const page = await site.visit('/first?utm_source=mail&gclid=abc');
    await page.goto(`${site.url}/second`);
    await page.goto('about:blank');
    const isView = ({ path, name }: StoredEvent) => name === '$pageview' && /^\/(first|second)$/.test(path);
    const events = await server.expectEvents(['$pageview', '$pageview'], isView);
    expect(events.map(({ path, utm_source }) => [path, utm_source])).toEqual([
      ['/first', 'mail'],
      ['/second', ''],
    ]);
  });
});

describe('a key that may not write', () => {
  const post = async (body: object) => {
    const response = await fetch(`${server.url}/batch/`, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  const batch = [{ event: 'x', distinct_id: 'd', properties: {} }];

  test('is refused in PostHog’s own form', async () => {
    expect(await post({ api_key: 'phc_unknown', batch })).toEqual({
      status: 401,
      body: {
        type: 'authentication_error',
        code: 'unauthorized',
        detail: 'api_key is no known client id',
        attr: null,
      },
    });
    expect(await post({ batch })).toMatchObject({ status: 401 });
    expect(await post({ api_key: server.clientId, batch: 7 })).toMatchObject({
      status: 400,
      body: { type: 'validation_error', detail: 'batch must be an array' },
    });
  });

  test('nor may one whose project does not take the vendor, which names the setting', async () => {
    await server.takeVendors(['segment']);
    await expect
      .poll(() => post({ api_key: server.clientId, batch }), { interval: 200 })
      .toMatchObject({ status: 403, body: { detail: expect.stringContaining('settings.wireFormats') } });
    await server.takeVendors(['posthog']);
  });
});
