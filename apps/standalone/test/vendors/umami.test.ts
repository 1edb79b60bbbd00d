import { Umami } from '@umami/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, only, startVendorServer, type VendorServer } from './vendor-server.ts';

let server: VendorServer;
beforeAll(async () => {
  server = await startVendorServer();
});
afterAll(() => server?.close());

const everyType = { n: 1.5, s: 'text', b: true, nothing: null, list: [1, 'a'], nested: { deep: { x: 1 } } };
const storedTypes = { n: 1.5, s: 'text', b: true, list: '[1,"a"]', 'nested.deep.x': 1 };

test('@umami/node: a page, an event and its revenue, and who it is', async () => {
  const client = new Umami({ websiteId: server.clientId, hostUrl: server.url });
  await client.track({
    url: '/node?utm_source=mail',
    title: 'T',
    referrer: 'https://g.test/',
    hostname: 'x.test',
  });
  await client.track('node typed', { n: 1.5, s: 'text', revenue: 4.5, currency: 'EUR' });
  const events = await server.expectEvents(['page_view', 'node typed'], () => true);
  expect(only(events, 'page_view')).toMatchObject({
    ...{
      path: '/node',
      origin: 'https://x.test',
      title: 'T',
      referrer: 'https://g.test/',
      utm_source: 'mail',
    },
    device: 'server',
  });
  expect(only(events, 'node typed')).toMatchObject({
    ...{ revenue: 4.5, currency: 'EUR', properties: { n: 1.5, s: 'text', currency: 'EUR' } },
  });
  expect(await server.idsOfSdk('umami-node', '')).toHaveLength(2);
});

/** As the tracker sends it, which is AGPL and not here: https://umami.is/docs/api/sending-stats */
describe('the tracker’s form', () => {
  const send = async (type: string, payload: object, path = '/api/send') => {
    const headers = {
      ...{ origin: 'http://localhost:8080', 'content-type': 'application/json', 'x-umami-cache': 'token' },
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0',
    };
    const sent = { type, payload: { website: server.clientId, ...payload } };
    const body = JSON.stringify(path === '/api/batch' ? [sent] : sent);
    const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body });
    return { status: response.status, body: await response.json() };
  };

  test('its header passes a preflight', async () => {
    const headers = {
      ...{ origin: 'http://localhost:8080', 'access-control-request-method': 'POST' },
      'access-control-request-headers': 'content-type,x-umami-cache',
    };
    const answer = await fetch(`${server.url}/api/send`, { method: 'OPTIONS', headers });
    expect(answer.headers.get('access-control-allow-headers')).toContain('x-umami-cache');
  });

  test('views and events of a person are one device’s and one session’s', async () => {
    const page = {
      url: '/web',
      hostname: 'localhost',
      language: 'en-US',
      screen: '1x1',
      title: 'Shop',
      id: 'web-1',
    };
    expect(await send('event', page)).toMatchObject({ status: 200 });
    expect(
      await send('event', { ...page, name: 'web typed', data: everyType, tag: 'a' }, '/api/batch'),
    ).toMatchObject({
      ...{ status: 200, body: { processed: 1, errors: 0 } },
    });
    await send('identify', { id: 'web-1', data: { plan: 'pro' } });
    const events = await server.expectEvents(['page_view', 'web typed'], ({ path }) => path === '/web');
    expect(only(events, 'page_view')).toMatchObject({
      ...{ origin: 'http://localhost:8080', title: 'Shop', browser: 'Firefox', profile_id: 'web-1' },
    });
    expect(only(events, 'web typed').properties).toEqual({ ...storedTypes, tag: 'a' });
    expect(new Set(events.map(({ session_id }) => session_id)).size).toBe(1);
    expect(events[0]?.session_id).not.toBe('');
    await eventually(async () => expect((await server.person('web-1')).properties).toEqual({ plan: 'pro' }));
  });

  test('what cannot be taken is refused in Umami’s form', async () => {
    expect(await send('event', { website: 'nobody', url: '/' })).toEqual({
      status: 401,
      body: { error: { message: 'website is no known client id', code: 'unauthorized', status: 401 } },
    });
    expect(await send('video', {})).toMatchObject({ status: 400 });
  });
});
