import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnalyticsServer, startServer } from './server.ts';
import { answersIn, runShell } from './shell.ts';

interface Stored {
  readonly name: string;
  readonly timestamp: string;
  readonly profile_id: string;
  readonly device_id: string;
  readonly properties?: Readonly<Record<string, unknown>>;
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
  openpanel: [
    {
      ...{
        name: 'screen_view',
        timestamp: '2026-10-05T08:00:00.120+00:00',
        device_id: 'dev-1',
        path: '/shop',
        origin: 'https://example.com',
      },
      ...{ session_id: 'se-1', profile_id: '', country: 'KR', city: 'Seoul', os: 'Mac OS', title: 'Shop' },
      ...{ browser: 'Chrome', device: 'desktop', utm_source: 'news', referrer: 'https://www.google.com' },
    },
    {
      ...{ name: 'revenue', profile_id: 'user-1', session_id: 'se-1', device: 'server', country: '' },
      ...{ revenue: 499, groups: ['guild-1'], properties: { item: 'sword', level: 12 } },
    },
  ],
  matomo: [
    {
      ...{ name: 'page_view', timestamp: '2026-10-05T08:00:00+00:00', path: '/shop', title: 'Shop & more' },
      ...{ device_id: 'd3b0738438694d31', profile_id: 'matomo-user-1', session_id: '1.35', country: 'KR' },
      ...{ device: 'mobile', os: 'Android', model: 'Galaxy S24', referrer: 'https://news.example.org/' },
      ...{ utm_campaign: 'autumn', properties: { plan: 'pro', dimension1: 'beta' } },
    },
    {
      ...{ name: 'quest_done', timestamp: '2026-10-05T08:00:30+00:00', referrer: '', session_id: '1.35' },
      properties: { category: 'quest', name: 'dragon', value: 12.5, plan: 'pro' },
    },
    {
      ...{ name: 'purchase', timestamp: '2026-10-05T08:01:00+00:00', revenue: 4.99 },
      properties: { order_id: 'A-100' },
    },
  ],
  ga4: [
    {
      ...{ name: 'page_view', timestamp: '2026-10-05T08:00:00.120+00:00', path: '/shop', title: 'Shop' },
      ...{ device_id: '1021.1791187200', profile_id: '', session_id: '1021.1791187200.1791187200' },
      ...{ country: 'KR', city: 'Seoul', os: 'Windows', browser: 'Chrome', device: 'desktop', brand: '' },
      ...{ utm_source: 'news', referrer: 'https://www.google.com/', properties: {} },
    },
    {
      ...{ name: 'purchase', profile_id: 'ga-user-1', revenue: 4.99, country: 'KR', path: '/shop' },
      properties: { currency: 'USD', transaction_id: 'A-100', items: expect.stringContaining('"sword"') },
    },
  ],
  gameanalytics: [
    {
      ...{ name: '$session_start', timestamp: '2026-10-05T08:00:00+00:00', profile_id: 'ga-device-1' },
      ...{ session_id: '9c111111-0000-4000-8000-0000000000aa', device_id: 'ga-device-1', country: 'KR' },
      ...{ city: 'Seoul', os: 'Android', os_version: '15', device: 'mobile', model: 'SM-S921N' },
    },
    {
      ...{ name: '$purchase', revenue: 4.99, timestamp: '2026-10-05T08:01:00+00:00' },
      properties: { product: 'sword', item_type: 'weapons', currency: 'USD', custom_01: 'ninja' },
    },
    { name: 'door:opened', timestamp: '2026-10-05T08:01:01+00:00', properties: { value: 3 } },
    { name: 'door:opened', timestamp: '2026-10-05T08:01:01+00:00', properties: { value: 3 } },
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
    await expect.poll(async () => (await events()).length).toBe(expected[name]?.length);
    expect(await events()).toMatchObject(expected[name] ?? []);

    const all = answer.stored + answer.robots;
    const again = { ...answer, stored: 0, robots: 0, knownBefore: all };
    await expect.poll(async () => answersIn(await runShell(command, server))).toEqual([again]);
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
    await expect.poll(async () => (await events()).length).toBe(expected[name]?.length);
    await undo(second.importId);
  });
});

it('what Plausible counted is stored once, apart from events, shown as what it is, and undone', async () => {
  const text = readFileSync(new URL('plausible.md', directory), 'utf8');
  const [preview = '', command = '', question = ''] = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(
    ([, code = '']) => code,
  );
  const answer = JSON.parse(/^```json\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? '');
  const undo = `npx gatrix-analytics --json import undo ${answer.importId} --project "$PROJECT_ID"`;
  const asked = async () => answersIn(await runShell(question, server))[0];
  const day = { source: 'plausible', events: 0 };
  const page = { visits: 0, events: 0 };
  const shown = {
    kind: 'imported_aggregates',
    imports: [{ id: answer.importId, source: 'plausible', first_day: '2025-06-01', last_day: '2025-06-02' }],
    series: [
      {
        ...day,
        date: '2025-06-01',
        visitors: 120,
        visits: 130,
        page_views: 480,
        bounces: 40,
        visit_seconds: 23400,
      },
      {
        ...day,
        date: '2025-06-02',
        visitors: 100,
        visits: 108,
        page_views: 350,
        bounces: 38,
        visit_seconds: 19000,
      },
    ],
    values: [
      { ...page, value: '/shop', visitor_days: 124, visits: 130, page_views: 530 },
      { ...page, value: '/', visitor_days: 105, visits: 110, page_views: 300 },
    ],
  };
  const nothing = { kind: 'imported_aggregates', imports: [], series: [], values: [] };

  expect(await runShell(preview, server)).toContain('dry run, nothing was sent');
  expect(await asked()).toMatchObject({ data: nothing });
  expect(answersIn(await runShell(command, server))).toEqual([answer]);
  expect(await asked()).toMatchObject({ data: shown });
  const again = { ...answer, stored: 0, knownBefore: 5 };
  expect(answersIn(await runShell(command, server))).toEqual([again]);
  const other = command.replace('plausible-docs', 'other').replace('import plausible', 'import plausible -');
  const changed = `printf 'date,visitors,pageviews,bounces,visits,visit_duration\\n2025-06-01,121,480,40,130,23400\\n'`;
  expect(answersIn(await runShell(`${changed} | ${other}`, server))).toMatchObject([
    {
      ...{ stored: 0, knownBefore: 5, rejected: 1 },
      reasons: { 'plausible-docs has other numbers of the same day: undo it first': 1 },
    },
  ]);
  expect(await asked()).toMatchObject({ data: shown });
  const year = '?startDate=2025-01-01&endDate=2025-12-31';
  expect(await server.ask(`/metrics${year}`)).toMatchObject({ total_events: 0, unique_visitors: 0 });
  expect(answersIn(await runShell(undo, server))).toMatchObject([{ events: 0, totals: 5 }]);
  expect(await asked()).toMatchObject({ data: nothing });
  const second = { ...answer, importId: 'plausible-docs.2' };
  expect(answersIn(await runShell(command, server))).toEqual([second]);
  expect(await asked()).toMatchObject({ data: { series: shown.series, values: shown.values } });
});

// Columns of https://github.com/Openpanel-dev/openpanel, as its migrations leave them.
const openpanelEvents = `CREATE TABLE events (id UUID, name LowCardinality(String), device_id String, profile_id String,
  project_id String, session_id String, groups Array(String), path String, origin String, referrer String, revenue UInt64,
  properties Map(String, String), created_at DateTime64(3), country LowCardinality(FixedString(2)),
  device LowCardinality(String)) ENGINE = Memory`;

it('a table of OpenPanel that ClickHouse exports is imported to the same numbers', async () => {
  const engine = await createEmbeddedClickHouse({ path: join(server.dataDir, 'openpanel') });
  const file = join(server.dataDir, 'events.jsonl');
  const numbers = `SELECT count() AS events, uniqExact(device_id) AS devices, uniqExact(session_id) AS sessions,
    sum(revenue) AS revenue, sum(toFloat64OrZero(properties['level'])) AS levels, countIf(country = 'KR') AS korea`;
  try {
    await engine.client.command({ query: openpanelEvents });
    await engine.client.command({
      query: `INSERT INTO events SELECT generateUUIDv4(), ['screen_view', 'level_up', 'session_start'][number % 3 + 1],
        'd-' || toString(number % 17), 'p-' || toString(number % 5), 'shop', 's-' || toString(number % 40), [], '/shop',
        'https://old.example', '', number % 7, map('level', toString(number % 9), 'note', 'it''s "x", \\\\ {y}'),
        toDateTime64('2026-09-03 00:00:00', 3, 'UTC') + number, if(number % 2 = 0, 'KR', ''), 'desktop'
        FROM numbers(600)`,
    });
    const { stream } = await engine.client.exec({
      query: `SELECT * FROM events ORDER BY created_at SETTINGS session_timezone = 'UTC' FORMAT JSONEachRow`,
    });
    let text = '';
    for await (const chunk of stream) text += chunk;
    writeFileSync(file, text);
    const counted = await engine.client.query({
      query: `${numbers} FROM events WHERE name != 'session_start'`,
      format: 'JSONEachRow',
    });
    const [expected] = await counted.json<Record<string, string | number>>();
    const command = `npx gatrix-analytics --json import openpanel ${file} --project "$PROJECT_ID"`;
    expect(answersIn(await runShell(command, server))).toMatchObject([
      { records: 600, taken: 400, notUnderstood: 0, stored: 400, rejected: 0 },
    ]);
    const day = '/events?limit=1000&startDate=2026-09-03&endDate=2026-09-03';
    await expect.poll(async () => (await server.ask<Stored[]>(day)).length).toBe(400);
    const rows = await server.ask<Stored[]>(day);
    const sum = (of: (row: Stored) => unknown) =>
      rows.reduce((total, row) => total + Number(of(row) ?? 0), 0);
    expect({
      events: rows.length,
      devices: new Set(rows.map((row) => row.device_id)).size,
      sessions: new Set(rows.map((row) => row.session_id)).size,
      revenue: sum((row) => row.revenue),
      levels: sum((row) => row.properties?.level),
      korea: rows.filter((row) => row.country === 'KR').length,
    }).toEqual(
      Object.fromEntries(Object.entries(expected ?? {}).map(([key, value]) => [key, Number(value)])),
    );
    expect(rows.every((row) => row.properties?.note === 'it\'s "x", \\ {y}')).toBe(true);
  } finally {
    await engine.close();
  }
});
