import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnalyticsServer, startServer } from './server.ts';
import { answersIn, runShell } from './shell.ts';

interface Stored {
  readonly name: string;
  readonly timestamp: string;
  readonly profile_id: string;
  readonly device_id: string;
  readonly [column: string]: unknown;
}

/** What each page's export says, read by hand: in the order of time. */
const expected: Readonly<Record<string, readonly object[]>> = {
  'access-logs': [
    {
      ...{
        name: 'screen_view',
        timestamp: '2026-10-05T08:00:00+00:00',
        path: '/shop',
        origin: 'https://example.com',
      },
      ...{ utm_source: 'news', referrer: 'https://www.google.com/', browser: 'Firefox' },
    },
  ],
  posthog: [
    {
      ...{
        name: '$pageview',
        timestamp: '2026-10-05T08:00:00.120+00:00',
        device_id: 'device-1',
        path: '/shop',
      },
      ...{ session_id: 'session-1', country: 'KR', city: 'Seoul', browser: 'Chrome', device: 'desktop' },
      ...{ utm_source: 'news', title: 'Shop' },
    },
    {
      name: 'item_bought',
      profile_id: 'user-1',
      revenue: 4.99,
      properties: { item: 'sword' },
      country: 'KR',
    },
  ],
  mixpanel: [
    {
      ...{ name: 'page_view', timestamp: '2025-10-05T08:00:00+00:00', device_id: 'd-1', path: '/shop' },
      ...{ country: 'KR', city: 'Busan', browser: 'Firefox', title: 'Shop', device: 'desktop' },
    },
    { name: 'Item bought', profile_id: 'mp-user-1', revenue: 4.99, properties: { item: 'sword' } },
  ],
  amplitude: [
    {
      ...{
        name: 'level_up',
        timestamp: '2026-10-05T08:00:00.123+00:00',
        profile_id: 'amp-user-1',
        device_id: 'phone-1',
      },
      ...{ country: 'KR', city: 'Seoul', os: 'iOS', model: 'iPhone15,2', device: 'mobile' },
      properties: { level: 12, __version: '1.4.2' },
    },
  ],
  umami: [
    {
      ...{
        name: 'page_view',
        timestamp: '2026-10-05T08:00:00+00:00',
        path: '/shop',
        title: 'Shop, the "best"',
      },
      ...{ device_id: '5a111111-0000-4000-8000-000000000001', origin: 'https://example.com', country: 'KR' },
      ...{ session_id: '7b111111-0000-4000-8000-000000000001', device: 'desktop', utm_source: 'news' },
      ...{ referrer: 'https://www.google.com/' },
    },
    { name: 'item_bought', profile_id: 'umami-user-1', path: '/shop' },
  ],
};

let server: AnalyticsServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.close());

const directory = new URL('../import/', import.meta.url);
const pages = readdirSync(directory).filter((name) => name in filesOfPages());
function filesOfPages(): Record<string, true> {
  return Object.fromEntries(Object.keys(expected).map((name) => [`${name}.md`, true as const]));
}
const events = async () =>
  (await server.ask<Stored[]>('/events?limit=1000&startDate=2025-01-01&endDate=2026-11-28')).reverse();

describe.each(pages)('docs/import/%s', (page) => {
  const text = readFileSync(new URL(page, directory), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, code]) => ({
    language,
    code: code ?? '',
  }));
  const name = page.replace('.md', '');
  const [preview = '', command = ''] = blocks
    .filter(({ language }) => language === 'sh')
    .map(({ code }) => code);
  const answer = JSON.parse(blocks.find(({ language }) => language === 'json')?.code ?? '{}');

  it('previews, stores once, is undone, and can be imported again', async () => {
    expect(await runShell(preview, server)).toContain('dry run, nothing was sent');
    expect(await events()).toEqual([]);

    expect(answersIn(await runShell(command, server))).toEqual([answer]);
    await expect.poll(async () => (await events()).length, { timeout: 20_000 }).toBe(expected[name]?.length);
    expect(await events()).toMatchObject(expected[name] ?? []);

    const all = answer.stored + answer.robots;
    const again = { ...answer, stored: 0, robots: 0, knownBefore: all };
    await expect
      .poll(async () => answersIn(await runShell(command, server)), { timeout: 20_000 })
      .toEqual([again]);
    expect(await events()).toMatchObject(expected[name] ?? []);

    const undo = (id: string) =>
      runShell(`npx gatrix-analytics --json import undo ${id} --project "$PROJECT_ID"`, server);
    const [undone] = answersIn(await undo(answer.importId)) as Record<string, number>[];
    expect((undone?.events ?? 0) + (undone?.robots ?? 0) + (undone?.changes ?? 0)).toBe(all);
    expect(await events()).toEqual([]);
    expect(await server.ask('/profiles?limit=10')).toEqual([]);

    // What holds for one holds for all: they differ in how records are read.
    if (page !== pages[0]) return;
    await expect(undo(`${answer.importId}-other`)).rejects.toThrow('nothing that came by');
    const second = { ...answer, importId: `${answer.importId}.2` };
    expect(answersIn(await runShell(command, server))).toEqual([second]);
    await expect.poll(async () => (await events()).length, { timeout: 20_000 }).toBe(expected[name]?.length);
    await undo(second.importId);
  });
});
