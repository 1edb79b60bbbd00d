import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVendorSite, type VendorSite } from './vendor-page.ts';
import { eventually, only, startVendorServer, type VendorServer } from './vendor-server.ts';

let server: VendorServer;
let site: VendorSite;
beforeAll(async () => {
  server = await startVendorServer();
  site = await openVendorSite(`import ga4mp from '@analytics-debugger/ga4mp/dist/ga4mp.esm.js';
    window.ga4 = ga4mp(['G-${server.clientId}'], { user_id: 'web-1' });`);
});
afterAll(async () => {
  await site?.close();
  await server?.close();
});

test('@analytics-debugger/ga4mp, whose address is Google’s, by way of a proxy of the site', async () => {
  const page = await site.visit('/shop?utm_source=mail');
  const google = 'https://www.google-analytics.com';
  await page.route(`${google}/**`, async (route) => {
    const response = await route.fetch({ url: route.request().url().replace(google, server.url) });
    await route.fulfill({ response });
  });
  await page.evaluate(`(() => {
    ga4.setUserProperty('plan', 'pro');
    ga4.trackEvent('page_view', {});
    ga4.trackEvent('typed', { n: 1.5, s: 'text' });
    ga4.trackEvent('purchase', { value: 5.5, currency: 'EUR', transaction_id: 't1' });
  })()`);
  const events = await server.expectEvents(
    ['page_view', 'typed', 'purchase'],
    ({ path }) => path === '/shop',
  );
  expect(only(events, 'page_view')).toMatchObject({
    ...{ title: 'Shop', referrer: 'https://www.google.com/', utm_source: 'mail', profile_id: 'web-1' },
    device: 'desktop',
  });
  expect(only(events, 'typed').properties).toEqual({ n: 1.5, s: 'text' });
  expect(only(events, 'purchase')).toMatchObject({
    ...{ revenue: 5.5, currency: 'EUR', properties: { currency: 'EUR', transaction_id: 't1' } },
  });
  const [{ device_id: device } = { device_id: '' }] = events;
  expect(device).toMatch(/^\d+\.\d+$/);
  expect(new Set(events.map(({ session_id }) => session_id))).toEqual(
    new Set([expect.stringMatching(`^${device}\\.`)]),
  );
  await eventually(async () => expect((await server.person('web-1')).properties).toEqual({ plan: 'pro' }));
});

/** As gtag sends several events: what they have in common in the address, an event a line in the body. */
test('gtag’s beacon with an event a line', async () => {
  const common = new URLSearchParams({
    v: '2',
    tid: `G-${server.clientId}`,
    cid: '7.8',
    sid: '99',
    dl: 'https://x.test/b',
  });
  const body =
    'en=scroll&epn.percent_scrolled=90\r\nen=user_engagement&_et=9\r\nen=view_item&epn.value=12&cu=EUR\r\n';
  const response = await fetch(`${server.url}/g/collect?${common}`, {
    method: 'POST',
    headers: {
      origin: 'http://localhost',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Firefox/131.0',
    },
    body,
  });
  expect(response.status).toBe(204);
  const events = await server.expectEvents(['scroll', 'view_item'], ({ device_id }) => device_id === '7.8');
  expect(only(events, 'scroll')).toMatchObject({ path: '/b', properties: { percent_scrolled: 90 } });
  // What something is worth is no revenue.
  expect(only(events, 'view_item')).toMatchObject({ revenue: 0, properties: { value: 12, currency: 'EUR' } });
});

/** https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference */
describe('the Measurement Protocol', () => {
  const send = async (body: unknown, secret = server.secret) => {
    const query = new URLSearchParams({ measurement_id: `G-${server.clientId}`, api_secret: secret });
    const answer = await fetch(`${server.url}/mp/collect?${query}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return { status: answer.status, text: await answer.text() };
  };

  test('events with their own time, sales, refunds and user properties, old ones too', async () => {
    const sent = {
      ...{ client_id: 'mp-device', user_id: 'mp-1', timestamp_micros: '1767323045000000' },
      user_properties: { plan: { value: 'pro' }, level: { value: 7 } },
      events: [
        {
          name: 'purchase',
          params: { value: 9.5, currency: 'EUR', items: [{ item_id: 'a' }], session_id: 5 },
        },
        { name: 'refund', params: { value: 9.5, transaction_id: 't1' } },
        { name: 'timed', params: { b: true }, timestamp_micros: 1_767_323_046_000_000 },
      ],
    };
    expect(await send(sent)).toEqual({ status: 204, text: '' });
    const events = await server.expectEvents(
      ['purchase', 'refund', 'timed'],
      ({ device_id }) => device_id === 'mp-device',
    );
    expect(only(events, 'purchase')).toMatchObject({
      ...{ revenue: 9.5, currency: 'EUR', profile_id: 'mp-1', session_id: 'mp-device.5' },
      properties: { currency: 'EUR', items: '[{"item_id":"a"}]' },
    });
    expect(only(events, 'purchase').timestamp).toMatch(/^2026-01-02T03:04:05/);
    expect(only(events, 'refund').revenue).toBe(-9.5);
    expect(only(events, 'timed')).toMatchObject({ properties: { b: true } });
    expect(only(events, 'timed').timestamp).toMatch(/^2026-01-02T03:04:06/);
    await eventually(async () => {
      expect((await server.person('mp-1')).properties).toEqual({ plan: 'pro', level: 7 });
    });
  });

  test('a wrong secret, and a body without events, are refused as its debugging address does', async () => {
    expect(await send({ events: [] }, 'wrong')).toMatchObject({
      status: 401,
      text: expect.stringContaining('wrong secret'),
    });
    expect(await send({})).toEqual({
      status: 400,
      text: JSON.stringify({
        validationMessages: [
          { fieldPath: '', description: 'events must be an array', validationCode: 'INVALID_BODY' },
        ],
      }),
    });
  });
});
