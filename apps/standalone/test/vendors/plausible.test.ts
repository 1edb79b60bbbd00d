import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVendorSite, type VendorSite } from './vendor-page.ts';
import { only, startVendorServer, type VendorServer } from './vendor-server.ts';

let server: VendorServer;
let site: VendorSite;
beforeAll(async () => {
  server = await startVendorServer();
  site = await openVendorSite(`import { init, track } from '@plausible-analytics/tracker';
    import Plausible from 'plausible-tracker';
    init({ domain: '${server.clientId}', endpoint: '${server.url}/api/event', captureOnLocalhost: true,
      customProperties: { build: '7' } });
    window.track = track;
    window.older = Plausible({ domain: '${server.clientId}', apiHost: '${server.url}', trackLocalhost: true });`);
});
afterAll(async () => {
  await site?.close();
  await server?.close();
});

test('a visit: views, an event of every type, revenue, the older tracker, and no event for looking', async () => {
  const page = await site.visit('/shop?utm_source=mail');
  await page.evaluate(`(() => {
    track('typed', { props: { n: 1.5, s: 'text', b: true }, revenue: { amount: 9.5, currency: 'EUR' } });
    older.trackEvent('older', { props: { a: 1 } });
    history.pushState({}, '', '/cart');
  })()`);
  const names = ['page_view', 'typed', 'older', 'page_view'];
  const events = await server.expectEvents(names, () => true);
  const view = events.find(({ path, name }) => path === '/shop' && name === 'page_view');
  expect(view).toMatchObject({
    ...{
      referrer: 'https://www.google.com/',
      utm_source: 'mail',
      device: 'desktop',
      properties: { build: '7' },
    },
  });
  expect(only(events, 'typed')).toMatchObject({
    ...{
      revenue: 9.5,
      currency: 'EUR',
      properties: { build: '7', n: 1.5, s: 'text', b: true, currency: 'EUR' },
    },
  });
  expect(only(events, 'older').properties).toEqual({ a: 1 });
  expect(events.filter(({ path }) => path === '/cart')).toHaveLength(1);
  expect(new Set(events.map(({ device_id }) => device_id)).size).toBe(1);
  expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(1);
  expect(await server.idsOfSdk('plausible', '36')).toContain(view?.id);
  await page.goto('about:blank');
  // It says how long the page was looked at.
  const isEngagement = ({ path, status }: { path: string; status: number }) =>
    path === '/api/event' && status === 202;
  await expect.poll(() => server.proxy.passed.filter(isEngagement).length).toBeGreaterThan(names.length);
  await server.expectEvents(names, () => true);
});

test('what a server sends for its visitor is the visitor’s', async () => {
  const send = (domain: string) =>
    fetch(`${server.url}/api/event`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', 'x-forwarded-for': '8.8.8.8' },
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0',
      },
      body: JSON.stringify({ name: 'pageview', url: 'https://x.test/server', domain, props: '{"a":"b"}' }),
    });
  const answer = await send(`${server.clientId},second.example`);
  expect([answer.status, await answer.text()]).toEqual([202, 'ok']);
  const [event] = await server.expectEvents(['page_view'], ({ path }) => path === '/server');
  expect(event).toMatchObject({ browser: 'Firefox', country: 'US', properties: { a: 'b' } });
  const refused = await send('example.com');
  expect([refused.status, await refused.json()]).toEqual([
    401,
    { errors: { domain: ['domain is no known client id'] } },
  ]);
});
