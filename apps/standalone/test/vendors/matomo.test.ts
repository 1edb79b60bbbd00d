import MatomoTracker from 'matomo-tracker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { only, startVendorServer, type VendorServer } from './vendor-server.ts';

let server: VendorServer;
beforeAll(async () => {
  server = await startVendorServer();
});
afterAll(() => server?.close());

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0';

test('matomo-tracker for Node: a page, an event, an order once, and a batch, for visitors whom it names', async () => {
  const tracker = new MatomoTracker(server.clientId, `${server.url}/matomo.php`, true);
  const visitor = { _id: '0123456789abcdef', cip: '8.8.8.8', ua: firefox, token_auth: server.secret };
  const order = {
    ...visitor,
    url: 'https://x.test/thanks',
    idgoal: 0,
    ec_id: 'o1',
    revenue: 9.5,
    ec_items: '[["sku"]]',
  };
  for (const sent of [
    {
      ...visitor,
      url: 'https://x.test/a?utm_source=mail',
      action_name: 'Title',
      urlref: 'https://g.test/',
      dimension1: 'd',
    },
    { ...visitor, url: 'https://x.test/a', e_c: 'Video', e_a: 'play', e_n: 'intro', e_v: 1.5, uid: 'user-1' },
    order,
    order,
  ]) {
    tracker.track(sent);
  }
  const old = { ...visitor, url: 'https://x.test/old', cdt: '2026-01-02 03:04:05' };
  const answered = new Promise((resolve) =>
    tracker.trackBulk([old, { ...visitor, url: 'https://x.test/b' }], resolve),
  );
  expect(JSON.parse(String(await answered))).toEqual({ status: 'success', tracked: 2, invalid: 0 });
  const events = await server.expectEvents(
    ['page_view', 'play', 'purchase', 'page_view', 'page_view'],
    ({ device_id }) => device_id === '0123456789abcdef',
  );
  const at = (path: string) => events.find((event) => event.path === path && event.name === 'page_view');
  expect(at('/a')).toMatchObject({
    ...{ title: 'Title', referrer: 'https://g.test/', utm_source: 'mail', browser: 'Firefox', country: 'US' },
    properties: { dimension1: 'd' },
  });
  expect(only(events, 'play')).toMatchObject({
    ...{ profile_id: 'user-1', properties: { category: 'Video', name: 'intro', value: 1.5 } },
  });
  expect(only(events, 'purchase')).toMatchObject({
    ...{ revenue: 9.5, properties: { order_id: 'o1', items: '[["sku"]]' } },
  });
  expect(at('/old')?.timestamp).toMatch(/^2026-01-02T03:04:05/);
});

/** As matomo.js sends it: https://developer.matomo.org/api-reference/tracking-api */
describe('the form of the tracker in pages', () => {
  const visit = { idsite: '', rec: '1', _id: 'fedcba9876543210', url: 'http://localhost/page' };
  const send = (fields: Record<string, string>, method: 'GET' | 'POST' = 'GET') => {
    const query = new URLSearchParams({ ...visit, idsite: server.clientId, ...fields });
    const headers = { origin: 'http://localhost', 'user-agent': firefox };
    return method === 'GET'
      ? fetch(`${server.url}/matomo.php?${query}`, { headers })
      : fetch(`${server.url}/matomo.php`, {
          ...{ method, body: query.toString() },
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        });
  };

  test('views, links, downloads, searches, goals and carts; a heartbeat is no event', async () => {
    const view = await send({ action_name: 'Page', cvar: '{"1":["plan","pro"]}' });
    expect([view.status, view.headers.get('content-type')]).toEqual([200, 'image/gif']);
    expect((await send({ link: 'https://elsewhere.test/', send_image: '0' }, 'POST')).status).toBe(204);
    await send({ download: 'http://localhost/a.zip' }, 'POST');
    await send({ search: 'sword', search_count: '3' });
    await send({ idgoal: '2', revenue: '4.5' });
    await send({ idgoal: '0', revenue: '12', ec_items: '[]' });
    await send({ ping: '1' });
    const events = await server.expectEvents(
      ['page_view', 'link_out', 'download', 'search', 'goal', 'cart_update'],
      ({ device_id }) => device_id === 'fedcba9876543210',
    );
    expect(only(events, 'page_view')).toMatchObject({ title: 'Page', properties: { plan: 'pro' } });
    expect(only(events, 'link_out').properties).toEqual({ href: 'https://elsewhere.test/' });
    expect(only(events, 'search').properties).toEqual({ keyword: 'sword', count: 3 });
    expect(only(events, 'goal')).toMatchObject({ revenue: 4.5, properties: { goal: '2' } });
    // What lies in a cart is not paid yet.
    expect(only(events, 'cart_update')).toMatchObject({ revenue: 0, properties: { value: 12 } });
    expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(1);
  });

  test('what cannot be taken is refused in Matomo’s form', async () => {
    const unknown = await send({ idsite: '1' });
    expect([unknown.status, await unknown.json()]).toEqual([
      401,
      { status: 'error', message: 'idsite is no known client id' },
    ]);
    const elsewhere = await fetch(`${server.url}/matomo.php?idsite=${server.clientId}&rec=1&url=x`, {
      headers: { origin: 'https://evil.test' },
    });
    expect(elsewhere.status).toBe(403);
  });
});
