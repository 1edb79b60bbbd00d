import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnalytics } from '@gatrix/analytics-node';
import { startProgram, waitForOutput } from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, only, startVendorServer, type VendorServer, versionOf } from './vendor-server.ts';

let server: VendorServer;
let directory: string;
beforeAll(async () => {
  server = await startVendorServer();
  directory = mkdtempSync(join(tmpdir(), 'node-app-'));
});
afterAll(async () => {
  await server?.close();
  rmSync(directory, { recursive: true, force: true });
});

const start = () =>
  createAnalytics({
    clientId: server.clientId,
    clientSecret: server.secret,
    apiUrl: server.url,
    handleExit: false,
  });

test('every method is stored as it was said, once, though the answer was lost', async () => {
  server.proxy.loseAnswers(1);
  const analytics = start();
  const profileId = 'gatrix-node-1';
  analytics.register({ build: '1.4.2' });
  analytics.track(
    'node level_up',
    { n: 1.5, s: 'text', b: true, nested: { x: 1 } },
    {
      ...{ profileId, deviceId: 'd-1', sessionId: 's-1', groups: ['guild-1'], title: 'Play', path: '/play' },
      timestamp: new Date('2026-11-20T10:00:00.123Z'),
      id: '0193A5B2-1234-7ABC-8DEF-012345678901',
    },
  );
  analytics.unregister('build');
  analytics.revenue('0.30', { item: 'sword' }, { profileId });
  analytics.screenView(
    'https://example.com/shop?utm_source=news',
    { title: 'Shop' },
    {
      deviceId: 'd-2',
      ip: '203.0.113.9',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
  );
  analytics.identify(profileId, { firstName: 'Ada', plan: 'pro' }, { deviceId: 'd-1' });
  analytics.increment(profileId, 'coins', 5);
  analytics.decrement(profileId, 'coins', 2);
  analytics.alias(profileId, 'gatrix-node-old');
  analytics.upsertGroup({ id: 'guild-1', type: 'guild', name: 'The Embers' });
  analytics.setGroup(profileId, 'guild-1');
  analytics.track('node by alias', {}, { profileId: 'gatrix-node-old' });
  expect(await analytics.shutdown()).toBe(0);
  expect(server.proxy.lost()).toBe(1);

  const names = ['node level_up', 'revenue', 'screen_view', 'node by alias'];
  const events = await server.expectEvents(names, ({ name }) => names.includes(name));
  expect(only(events, 'node level_up')).toMatchObject({
    ...{
      id: '0193a5b2-1234-7abc-8def-012345678901',
      timestamp: expect.stringMatching(/^2026-11-20T10:00:00/),
    },
    ...{ profile_id: profileId, device_id: 'd-1', groups: ['guild-1'], title: 'Play', path: '/play' },
    properties: { n: 1.5, s: 'text', b: true, 'nested.x': 1, build: '1.4.2' },
  });
  expect(only(events, 'revenue')).toMatchObject({ revenue: 0.3, properties: { item: 'sword' } });
  expect(only(events, 'screen_view')).toMatchObject({
    browser: 'Firefox',
    utm_source: 'news',
    title: 'Shop',
  });
  expect(await server.idsOfSdk('node', versionOf('@gatrix/analytics-node'))).toHaveLength(4);
  await eventually(async () => {
    const person = await server.person(profileId);
    expect(person.properties).toMatchObject({ plan: 'pro', coins: 3 });
    expect(person.total_events).toBe(3);
  });
});

test('what the server refuses is named, and costs nothing else', async () => {
  const dropped: unknown[] = [];
  const analytics = createAnalytics({
    ...{ clientId: server.clientId, clientSecret: server.secret, apiUrl: server.url, handleExit: false },
    onDrop: ({ payload }, reason) => dropped.push([payload.name, reason]),
  });
  analytics.track('refused when', {}, { timestamp: new Date('nonsense') });
  analytics.track('refused never');
  expect(await analytics.shutdown()).toBe(0);
  expect(dropped).toEqual([['refused when', 'invalid_message']]);
  await server.expectEvents(['refused never'], ({ name }) => name.startsWith('refused'));
});

describe('a process', () => {
  const run = async (env: Record<string, string>) => {
    const { url: URL, clientId: CLIENT_ID, secret: CLIENT_SECRET } = server;
    const app = startProgram('apps/standalone/test/vendors/node-app.ts', {
      env: { URL, CLIENT_ID, CLIENT_SECRET, ...env },
    });
    await waitForOutput(/tracked/, app);
    return async (signal: NodeJS.Signals) => {
      const code = await app.stop(signal);
      return { exit: [code, app.child.signalCode], output: app.printed().replace('tracked\n', '') };
    };
  };
  const numbers = async (name: string) =>
    (await server.events())
      .filter((event) => event.name === name)
      .map(({ properties }) => Number(properties.number))
      .sort((a, b) => a - b);
  const allOf = (count: number) => Array.from({ length: count }, (_, number) => number);

  test('that gets SIGTERM has delivered all of it, and ends by the signal', async () => {
    const end = await run({ NAME: 'app ended', EVENTS: '2500' });
    expect(await end('SIGTERM')).toEqual({ exit: [null, 'SIGTERM'], output: '' });
    await expect.poll(() => numbers('app ended')).toEqual(allOf(2_500));
  });

  test('with a handler of its own ends as that says', async () => {
    const end = await run({ NAME: 'app own', EVENTS: '300', OWN_HANDLER: '1' });
    expect(await end('SIGTERM')).toEqual({ exit: [7, null], output: '' });
    await expect.poll(() => numbers('app own')).toEqual(allOf(300));
  });

  test('that is killed has lost nothing that its disk queue had taken: the next one sends it, once', async () => {
    const queue = join(directory, 'queue');
    const env = { NAME: 'app killed', DIRECTORY: queue };
    expect(await (await run({ ...env, EVENTS: '2500' }))('SIGKILL')).toMatchObject({
      exit: [null, 'SIGKILL'],
    });
    expect(await numbers('app killed')).toEqual([]);
    expect(readdirSync(queue)).toHaveLength(3);
    // The server has stored what came, and the next process does not learn of it before it is killed, too.
    server.proxy.loseAnswers(1_000);
    const second = await run(env);
    await expect.poll(() => numbers('app killed')).not.toEqual([]);
    await second('SIGKILL');
    server.proxy.loseAnswers(0);
    const third = await run(env);
    await expect.poll(() => readdirSync(queue)).toEqual([]);
    expect(await third('SIGTERM')).toEqual({ exit: [null, 'SIGTERM'], output: '' });
    await expect.poll(() => numbers('app killed')).toEqual(allOf(2_500));
  });
});
