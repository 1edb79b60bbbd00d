import * as amplitude from '@amplitude/analytics-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVendorSite, type VendorSite } from './vendor-page.ts';
import { eventually, only, startVendorServer, type VendorServer, versionOf } from './vendor-server.ts';

let server: VendorServer;
let site: VendorSite;
beforeAll(async () => {
  server = await startVendorServer();
  site = await openVendorSite(`import * as amplitude from '@amplitude/analytics-browser';
    amplitude.init('${server.clientId}', {
      serverUrl: '${server.url}/2/httpapi', fetchRemoteConfig: false, flushIntervalMillis: 300,
      autocapture: { pageViews: true, sessions: true, attribution: true, elementInteractions: false },
    });
    window.amplitude = amplitude;`);
});
afterAll(async () => {
  await site?.close();
  await server?.close();
});

const everyType = { n: 1.5, s: 'text', b: true, nothing: null, list: [1, 'a'], nested: { deep: { x: 1 } } };
const storedTypes = { n: 1.5, s: 'text', b: true, list: '[1,"a"]', 'nested.deep.x': 1 };

describe('@amplitude/analytics-node', () => {
  test('events, traits, groups and revenue arrive with a flush, once, though the answer was lost', async () => {
    server.proxy.loseAnswers(1);
    await amplitude.init(server.clientId, { serverUrl: `${server.url}/batch`, logLevel: 0 }).promise;
    const user = { user_id: 'node-1' };
    amplitude.track('node typed', everyType, {
      ...user,
      time: Date.UTC(2026, 10, 20),
      insert_id: 'my own id',
    });
    const traits = new amplitude.Identify().set('name', 'Ada').setOnce('first', 1).add('coins', 5);
    amplitude.identify(traits.append('seen', 'a').unset('old'), user);
    amplitude.setGroup('company', 'acme', user);
    amplitude.groupIdentify('company', 'acme', new amplitude.Identify().set('size', 3), user);
    const sale = new amplitude.Revenue().setProductId('gem').setPrice(0.1).setQuantity(3).setCurrency('EUR');
    amplitude.revenue(sale, user);
    await amplitude.flush().promise;
    const events = await server.expectEvents(
      ['node typed', 'revenue_amount'],
      ({ profile_id }) => profile_id === 'node-1',
    );
    await eventually(() => expect(server.proxy.lost()).toBe(1));
    expect(only(events, 'node typed')).toMatchObject({
      ...{ properties: storedTypes, device_id: '', device: 'server' },
      id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-8/),
    });
    expect(only(events, 'revenue_amount')).toMatchObject({
      ...{ revenue: 0.3, currency: 'EUR', properties: { $productId: 'gem' } },
    });
    const ids = await server.idsOfSdk('amplitude-node-ts', versionOf('@amplitude/analytics-node'));
    expect(ids).toContain(only(events, 'node typed').id);
    await eventually(async () => {
      const { properties } = await server.person('node-1');
      expect(properties).toEqual({ name: 'Ada', first: 1, coins: 5, seen: '["a"]', company: 'acme' });
    });
  });
});

describe('@amplitude/analytics-browser', () => {
  test('the visit of a person who signs in, opts out and back in, and leaves', async () => {
    server.proxy.loseAnswers(1);
    const page = await site.visit('/shop?utm_source=mail');
    await eventually(() => expect(server.proxy.lost()).toBe(1));
    const views = () => server.expectEvents(['page_view'], ({ path }) => path === '/shop');
    await views();
    await page.evaluate(`(async () => {
      amplitude.setUserId('web-1');
      // Its \`flush\` is done at once while an earlier one waits for its answer; each call is done when it was stored.
      const stored = [
        amplitude.track('web typed', ${JSON.stringify({ ...everyType, revenue: 2.5 })}),
        amplitude.identify(new amplitude.Identify().set('name', 'Eve').add('coins', 2)),
        amplitude.track({ event_type: 'web group', groups: { company: 'acme' } }),
      ];
      await Promise.all(stored.map(({ promise }) => promise));
      amplitude.setOptOut(true);
      amplitude.track('web never');
      amplitude.setOptOut(false);
      const bye = amplitude.track('web bye');
      amplitude.setTransport('beacon');
      await bye.promise;
    })()`);
    await page.goto('about:blank');
    const events = await server.expectEvents(
      ['page_view', 'web typed', 'web group', 'web bye'],
      ({ path }) => path === '/shop',
    );
    const view = only(events, 'page_view');
    expect(view).toMatchObject({
      ...{ title: 'Shop', referrer: 'https://www.google.com/', utm_source: 'mail', profile_id: '' },
      ...{ device: 'desktop', properties: {} },
    });
    expect(view.session_id).toMatch(new RegExp(`^${view.device_id}\\.\\d{13}$`));
    expect(only(events, 'web typed')).toMatchObject({
      ...{ properties: storedTypes, revenue: 2.5, profile_id: 'web-1', device_id: view.device_id },
    });
    expect(only(events, 'web group').groups).toEqual(['company:acme']);
    expect(await server.idsOfSdk('amplitude-ts', versionOf('@amplitude/analytics-browser'))).toContain(
      view.id,
    );
    await eventually(async () => {
      const person = await server.person('web-1');
      expect(person.properties).toEqual({ name: 'Eve', coins: 2 });
      expect(person.total_events).toBe(4);
    });
  });
});

test('a key that is nobody’s is told as the SDK knows it, so that it stops', async () => {
  const body = JSON.stringify({ api_key: 'nobody', events: [{ event_type: 'x', user_id: 'user' }] });
  const response = await fetch(`${server.url}/2/httpapi`, { method: 'POST', body });
  expect([response.status, await response.json()]).toEqual([
    400,
    { code: 400, error: 'Invalid API key: api_key is no known client id' },
  ]);
});
