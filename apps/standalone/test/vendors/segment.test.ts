import { jitsuAnalytics } from '@jitsu/js';
import Rudder from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVendorSite, type VendorSite } from './vendor-page.ts';
import { eventually, only, startVendorServer, type VendorServer, versionOf } from './vendor-server.ts';

let server: VendorServer;
let site: VendorSite;
beforeAll(async () => {
  server = await startVendorServer();
  // One address: what the SDK's settings say sends the events here as well.
  site = await openVendorSite(`import { AnalyticsBrowser } from '@segment/analytics-next';
    window.analytics = AnalyticsBrowser.load({ writeKey: '${server.clientId}', cdnURL: '${server.url}' });`);
});
afterAll(async () => {
  await site?.close();
  await server?.close();
});

const everyType = { n: 1.5, s: 'text', b: true, nothing: null, list: [1, 'a'], nested: { deep: { x: 1 } } };
const storedTypes = { n: 1.5, s: 'text', b: true, list: '[1,"a"]', 'nested.deep.x': 1 };

describe('@segment/analytics-node', () => {
  const start = (writeKey = server.clientId) =>
    new Analytics({ writeKey, host: server.url, flushInterval: 100 });

  test('every call arrives at closeAndFlush, once, though the answer was lost', async () => {
    server.proxy.loseAnswers(1);
    const client = start();
    client.track({
      userId: 'node-1',
      event: 'node level_up',
      properties: { ...everyType, revenue: 4.99, currency: 'EUR' },
      context: {
        groupId: 'acme',
        campaign: { source: 'mail', name: 'spring', medium: 'email', term: '', content: '' },
      },
      timestamp: new Date('2026-11-20T10:00:00Z'),
      messageId: 'my own id',
    });
    client.identify({ userId: 'node-1', traits: { name: 'Ada', plan: 'pro', old: null } });
    client.page({
      anonymousId: 'node-device',
      name: 'node home',
      category: 'docs',
      properties: { url: 'https://x.test/a?b=1', referrer: 'https://g.test/', title: 'T', extra: 1 },
    });
    client.screen({ anonymousId: 'node-device', name: 'Menu' });
    client.group({ userId: 'node-1', groupId: 'acme', traits: { name: 'Acme', size: 3 } });
    client.alias({ userId: 'node-1', previousId: 'node-device' });
    await client.closeAndFlush({ timeout: 15_000 });
    expect(server.proxy.lost()).toBe(1);

    const events = await server.expectEvents(
      ['node level_up', 'page_view', 'screen_view'],
      ({ profile_id, device_id }) => profile_id === 'node-1' || device_id === 'node-device',
    );
    expect(only(events, 'node level_up')).toMatchObject({
      properties: {
        ...storedTypes,
        currency: 'EUR',
        utm_source: 'mail',
        utm_campaign: 'spring',
        utm_medium: 'email',
        utm_term: '',
        utm_content: '',
      },
      id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-8/),
      profile_id: 'node-1',
      device: 'server',
      revenue: 4.99,
      currency: 'EUR',
      utm_source: 'mail',
      groups: ['acme'],
    });
    expect(only(events, 'page_view')).toMatchObject({
      path: '/a',
      title: 'T',
      referrer: 'https://g.test/',
      properties: { extra: 1, name: 'node home', category: 'docs' },
    });
    expect(only(events, 'screen_view')).toMatchObject({ path: '/Menu', properties: { name: 'Menu' } });
    const { id } = only(events, 'node level_up');
    expect(await server.idsOfSdk('@segment/analytics-node', versionOf('@segment/analytics-node'))).toContain(
      id,
    );
    await eventually(async () => {
      const person = await server.person('node-1');
      expect(person.properties).toEqual({ name: 'Ada', plan: 'pro' });
      expect(person.total_events).toBe(3);
    });
  });

  test('with the secret behind the key, the visitor’s own address and browser count, and old events', async () => {
    const client = start(`${server.clientId}:${server.secret}`);
    client.track({
      userId: 'node-2',
      event: 'node old',
      timestamp: new Date('2026-01-02T03:04:05Z'),
      context: {
        ip: '8.8.8.8',
        userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0',
      },
    });
    await client.closeAndFlush({ timeout: 15_000 });
    const [event] = await server.expectEvents(['node old'], ({ name }) => name === 'node old');
    expect(event).toMatchObject({ browser: 'Firefox', country: 'US' });
    expect(event?.timestamp).toMatch(/^2026-01-02T03:04:0/);
  });
});

describe('@segment/analytics-next', () => {
  test('the visit of a person who signs in; a lost answer does not double it', async () => {
    const page = await site.visit('/shop?utm_source=mail');
    await page.evaluate(`(async () => { await analytics.ready() })()`);
    server.proxy.loseAnswers(1);
    await page.evaluate(`(async () => {
      await analytics.page('docs', 'web home', { extra: 1 });
      await analytics.track('web typed', ${JSON.stringify({ ...everyType, revenue: '2.50' })});
      await analytics.identify('web-1', { name: 'Eve' });
      await analytics.group('acme', { size: 4 });
      await analytics.alias('web-other');
      await analytics.track('web after');
    })()`);
    await eventually(() => expect(server.proxy.lost()).toBe(1));
    const retried = () =>
      server.proxy.passed.filter(({ path, method }) => path === '/v1/p' && method === 'POST');
    await eventually(() => expect(retried()).toHaveLength(2));
    await page.evaluate(`(async () => { analytics.reset(); analytics.track('web anonymous') })()`);
    const events = await server.expectEvents(
      ['page_view', 'web typed', 'web after', 'web anonymous'],
      ({ path }) => path === '/shop',
    );
    const view = only(events, 'page_view');
    expect(view).toMatchObject({
      title: 'Shop',
      referrer: 'https://www.google.com/',
      utm_source: 'mail',
      device: 'desktop',
      profile_id: '',
      properties: { extra: 1, name: 'web home', category: 'docs' },
    });
    expect(only(events, 'web typed')).toMatchObject({
      properties: storedTypes,
      revenue: 2.5,
      profile_id: '',
    });
    expect(only(events, 'web after')).toMatchObject({ profile_id: 'web-1', device_id: view.device_id });
    expect(only(events, 'web anonymous').device_id).not.toBe(view.device_id);
    expect(
      await server.idsOfSdk('analytics.js', `npm:next-${versionOf('@segment/analytics-next')}`),
    ).toContain(view.id);
    await eventually(async () => {
      const person = await server.person('web-1');
      expect(person.properties).toEqual({ name: 'Eve' });
      expect(person.total_events).toBe(3);
    });
  });
});

describe('others who speak it', () => {
  test('@rudderstack/rudder-sdk-node, gzip included: every call arrives once, though an answer was lost', async () => {
    server.proxy.loseAnswers(1);
    const client = new Rudder(server.clientId, { dataPlaneUrl: server.url, flushInterval: 100, gzip: true });
    const userId = 'rudder-1';
    const money = { revenue: 4.5, currency: 'EUR' };
    client.track({ userId, event: 'rudder typed', properties: { ...everyType, ...money } });
    client.identify({ userId, traits: { plan: 'pro' } });
    client.page({ userId, name: 'home', properties: { url: 'https://x.test/rudder', title: 'T' } });
    client.screen({ userId, name: 'Menu' });
    client.group({ userId, groupId: 'rudder-guild', traits: { name: 'Embers' } });
    client.alias({ userId, previousId: 'rudder-0' });
    const events = await server.expectEvents(
      ['rudder typed', 'page_view', 'screen_view'],
      ({ profile_id }) => profile_id === userId,
    );
    await eventually(() => expect(server.proxy.lost()).toBe(1));
    expect(only(events, 'rudder typed')).toMatchObject({
      ...{ properties: storedTypes, device: 'server', revenue: 4.5, currency: 'EUR' },
    });
    expect(only(events, 'page_view')).toMatchObject({ path: '/rudder', title: 'T' });
    expect(only(events, 'screen_view').path).toBe('/Menu');
    await eventually(async () =>
      expect(await server.person(userId)).toMatchObject({
        ...{ properties: { plan: 'pro' }, groups: ['rudder-guild'], aliases: ['rudder-0'], total_events: 3 },
      }),
    );
  });

  test.each([false, true])(
    '@jitsu/js on a server (s2s: %s), with the secret in its key, which it blots out in the body',
    async (s2s) => {
      const writeKey = `${server.clientId}:${server.secret}`;
      const client = jitsuAnalytics({ host: server.url, writeKey, fetch, s2s });
      const userId = `jitsu-${s2s}`;
      await client.identify(userId, { plan: 'pro' });
      await client.track('jitsu typed', { ...everyType, revenue: 2.5 });
      await client.page({ url: 'https://x.test/jitsu' });
      await client.group('jitsu-guild', { name: 'Embers' });
      const events = await server.expectEvents(
        ['jitsu typed', 'page_view'],
        ({ profile_id }) => profile_id === userId,
      );
      expect(only(events, 'jitsu typed')).toMatchObject({ properties: storedTypes, revenue: 2.5 });
      expect(only(events, 'page_view').path).toBe('/jitsu');
      await eventually(async () =>
        expect(await server.person(userId)).toMatchObject({
          ...{ properties: { plan: 'pro' }, groups: ['jitsu-guild'] },
        }),
      );
    },
  );
});

test('what cannot be taken is refused in a form of its own, and a type that nobody knows is named', async () => {
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${server.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  expect(await post('/v1/track', { event: 'x' })).toMatchObject({ status: 401, body: { success: false } });
  expect(await post('/v1/batch', { writeKey: server.clientId, batch: {} })).toMatchObject({
    status: 400,
    body: { success: false, message: 'batch must be an array' },
  });
  expect(await post('/v1/batch', { writeKey: server.clientId, batch: [{ type: 'video' }] })).toMatchObject({
    status: 400,
    body: { message: 'type must be track, page, screen, identify, group or alias' },
  });
});
