import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { browserForTest } from '@gatrix/analytics-test-services';
import { OpenPanel } from '@openpanel/sdk';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { lastOf, startTestServer, type TestServer } from './fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ project: { domain: 'localhost' }, settings: { rateLimitMax: 1_000 } });
});
afterAll(() => server.close());

const arrived = () => server.received.map(({ message }) => message);

describe('@openpanel/sdk, unmodified, on a server', () => {
  const start = (more = {}) => {
    server.received.length = 0;
    return new OpenPanel({
      apiUrl: server.url,
      clientId: server.write.id,
      clientSecret: server.write.secret,
      ...more,
    });
  };

  test('track, with global properties, groups and a profile', async () => {
    const op = start();
    op.setGlobalProperties({ app: 'game', build: 7 });
    const answer = await op.track('level_up', { level: 3, profileId: 'u1', groups: ['g1'] });
    expect(answer).toMatchObject({ success: true, deviceId: '', sessionId: '' });
    const { payload, context, message } = lastOf(server, 'track');
    expect(payload).toMatchObject({ name: 'level_up', groups: ['g1'] });
    expect(payload.properties).toEqual({ app: 'game', build: 7, level: 3 });
    expect(message.profileId).toBe('u1');
    expect(context).toMatchObject({ sdk: 'node@1.3.1', isServer: true });
  });

  test('identify, increment, decrement, groups and revenue', async () => {
    const op = start();
    await op.identify({ profileId: 'u2', firstName: 'Ada', email: 'a@b.c', properties: { plan: 'pro' } });
    expect(lastOf(server, 'identify').payload).toMatchObject({
      profileId: 'u2',
      traits: { firstName: 'Ada', email: 'a@b.c', plan: 'pro' },
    });
    await op.increment({ profileId: 'u2', property: 'coins', value: 5 });
    expect(lastOf(server, 'increment').payload).toMatchObject({ property: 'coins', value: 5 });
    await op.decrement({ profileId: 'u2', property: 'coins' });
    expect(lastOf(server, 'decrement').payload.value).toBe(1);
    await op.upsertGroup({ id: 'g1', type: 'guild', name: 'Red', properties: { size: 2 } });
    expect(lastOf(server, 'group').payload).toMatchObject({ groupId: 'g1', type: 'guild', name: 'Red' });
    await op.setGroup('g1');
    await op.setGroups(['g2', 'g3']);
    expect(lastOf(server, 'assign_group').payload).toMatchObject({ groupIds: ['g2', 'g3'], profileId: 'u2' });
    await op.revenue(9.99, { deviceId: 'd1', product: 'gems' });
    expect(lastOf(server, 'track').payload).toMatchObject({
      name: 'revenue',
      groups: ['g1', 'g2', 'g3'],
      properties: { __revenue: 9.99, product: 'gems' },
    });
    expect(lastOf(server, 'track').message).toMatchObject({ deviceId: 'd1', profileId: 'u2' });
  });

  test('what waited for the profile comes with its own time', async () => {
    const op = start({ waitForProfile: true });
    const before = Date.now();
    await op.track('early');
    expect(arrived()).toEqual([]);
    await op.identify({ profileId: 'u3' });
    await vi.waitFor(() => expect(arrived()).toHaveLength(1), 30_000);
    expect(lastOf(server, 'track').message.profileId).toBe('u3');
    expect(Math.abs(lastOf(server, 'track').message.timestamp - before)).toBeLessThan(5_000);
  });

  test('a wrong secret makes no noise, and nothing arrives', async () => {
    const op = start({ clientSecret: 'wrong' });
    expect(await op.track('x')).toBeNull();
    expect(arrived()).toEqual([]);
  });
});

describe('@openpanel/web, unmodified, on a page of another origin', () => {
  const require = createRequire(import.meta.url);
  const besides = (entry: string) => readFileSync(join(dirname(entry), 'index.js'));
  const files: Record<string, readonly [string, string | Buffer]> = {
    '/web.js': ['text/javascript', besides(require.resolve('@openpanel/web'))],
    '/sdk.js': ['text/javascript', besides(require.resolve('@openpanel/sdk'))],
  };
  const page = () => `<!doctype html><title>Shop</title>
<script type="importmap">{"imports":{"@openpanel/sdk":"/sdk.js","@openpanel/web":"/web.js"}}</script>
<button data-track="buy" data-item-id="7">Buy</button><a href="https://elsewhere.test/">Out</a>
<script type="module">
import { OpenPanel } from '@openpanel/web';
window.op = new OpenPanel({ apiUrl: '${server.url}', clientId: '${server.write.id}', trackScreenViews: true,
  trackOutgoingLinks: true, trackAttributes: true });
</script>`;
  const site = createServer((request, response) => {
    const [type, body] = files[request.url ?? ''] ?? ['text/html', page()];
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  let browser: Browser;
  let url = '';

  beforeAll(async () => {
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    url = `http://localhost:${(site.address() as AddressInfo).port}`;
    browser = await browserForTest();
  });
  afterAll(async () => {
    await browser.close();
    site.closeAllConnections();
    site.close();
  });

  /** The one page of a visitor. */
  async function visit() {
    server.received.length = 0;
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(`${url}/shop?utm_source=mail`, { referer: 'https://www.google.com/' });
    await tab.waitForFunction('window.op');
    return { context, tab };
  }
  const until = (count: number) => vi.waitFor(() => expect(arrived()).toHaveLength(count), 30_000);

  test('page views, clicks, links, revenue, profile and groups arrive from one device and session', async () => {
    const { context, tab } = await visit();
    await until(1);
    const view = lastOf(server, 'track');
    expect(view.payload.name).toBe('screen_view');
    expect(view.payload.properties).toMatchObject({ __path: `${url}/shop?utm_source=mail`, __title: 'Shop' });
    expect(view.context).toMatchObject({ sdk: 'web@1.4.1', isServer: false });
    expect(view.context.clientHints).toBeDefined();
    await tab.evaluate('history.pushState({}, "", "/cart")');
    await until(2);
    await tab.click('button');
    await until(3);
    expect(lastOf(server, 'track').payload).toMatchObject({ name: 'buy', properties: { itemId: '7' } });
    await tab.evaluate('document.querySelector("a").addEventListener("click", (e) => e.preventDefault())');
    await tab.click('a');
    await until(4);
    expect(lastOf(server, 'track').payload).toMatchObject({
      name: 'link_out',
      properties: { href: 'https://elsewhere.test/' },
    });
    await tab.evaluate(`(async () => {
      await op.track('open', { a: 1 });
      await op.identify({ profileId: 'w1', firstName: 'Web' });
      await op.increment({ profileId: 'w1', property: 'visits' });
      await op.setGroup('g1');
      op.pendingRevenue(5, { plan: 'x' });
      await op.flushRevenue();
    })()`);
    await until(9);
    expect(arrived().map(({ message }) => message.type)).toEqual([
      ...Array(5).fill('track'),
      'identify',
      'increment',
      'assign_group',
      'track',
    ]);
    const events = arrived().filter(({ message }) => message.type === 'track');
    expect(new Set(events.map(({ deviceId }) => deviceId)).size).toBe(1);
    expect(new Set(events.map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(events.at(-1)?.profileId).toBe('w1');
    const told: unknown = await tab.evaluate('[op.getDeviceId(), op.getSessionId()]');
    expect(told).toEqual([events[0]?.deviceId, events[0]?.sessionId]);
    await context.close();
  });

  test('a page of an origin that is not allowed cannot write', async () => {
    const { context, tab } = await visit();
    await until(1);
    // The answer says 403, which the page itself may not even read.
    const refused = tab.waitForEvent('requestfailed', (request) => request.url().endsWith('/track'));
    await tab.goto(url.replace('localhost', '127.0.0.1'));
    expect((await refused).method()).toBe('POST');
    expect(arrived()).toHaveLength(1);
    await context.close();
  });
});
