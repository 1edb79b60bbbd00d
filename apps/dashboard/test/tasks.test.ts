import type { FunnelData, ProfileItem, QueryData, RetentionData } from '@gatrix/analytics-protocol/insights';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage, settled } from './browser.ts';
import { exact, exactly, money, savedCsv, texts } from './reading.ts';
import { startServer, type TestServer } from './server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

let whole: TestServer;
let demo: TestServer;
let browser: Browser;

beforeAll(async () => {
  [whole, browser] = await Promise.all([startServer(), browserForTest()]);
  demo = await whole.seedDemo();
});
afterAll(async () => {
  await browser?.close();
  await whole?.close();
});

const dayMs = 86_400_000;
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
const today = () => dayOf(Date.now());
const daysAgo = (count: number) => dayOf(Date.now() - count * dayMs);
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** A visit that begins on the overview, as somebody does who has a question; every click and choice is counted. */
async function visit() {
  const page = await openPage(browser, demo, '/');
  await settled(page);
  let clicks = 0;
  const counted = async (act: Promise<unknown>) => {
    clicks += 1;
    await act;
  };
  const menu = page.getByRole('navigation', { name: 'Reports' });
  return {
    page,
    main: page.getByRole('main'),
    clicks: () => clicks,
    click: (target: Locator) => counted(target.click()),
    choose: (target: Locator, value: string) => counted(target.selectOption(value)),
    type: (target: Locator, text: string) => counted(target.fill(text).then(() => target.press('Enter'))),
    goTo: async (name: string) => {
      await counted(menu.getByRole('link', { name, exact: true }).click());
      await settled(page);
    },
  };
}

async function leave(page: Page) {
  await settled(page);
  return page.context().close();
}

test('D1, D7 and D30 of new players by country take 4 clicks', async () => {
  const { page, goTo, choose, clicks } = await visit();
  await goTo('Retention');
  await choose(page.getByLabel('Start event'), 'sign_up');
  await choose(page.getByLabel('Compare by'), 'country');
  await choose(page.getByLabel('Up to'), '30');
  await settled(page);
  const table = page.getByRole('region', { name: 'Country' });
  const asked = `startEvent=sign_up&periods=31&breakdown=country&limit=6&startDate=${daysAgo(29)}&endDate=${today()}`;
  const { breakdown = [], ...all } = await demo.ask<RetentionData>(`/retention?${asked}`);
  expect(breakdown.length).toBeGreaterThan(3);
  const heads = await texts(table.locator('thead th'));
  for (const n of [1, 7, 30]) {
    const column = heads.findIndex((head) => head === `D${n}` || head === String(n)) + 1;
    const averages = [all, ...breakdown].map(({ average }) => average[n] ?? null);
    expect(await texts(table.locator(`tbody tr > :nth-child(${column})`)), String(n)).toEqual(
      averages.map((value) => (value === null ? '–' : percent.format(value / 100))),
    );
  }
  expect(clicks()).toBe(4);
  await leave(page);
});

test('which campaign brought payers takes a click', async () => {
  const { page, goTo, clicks } = await visit();
  await goTo('Monetization');
  const table = page.getByRole('region', { name: 'What brought in the money' }).first();
  const data = await demo.ask<QueryData>('/query', {
    ...{ startDate: daysAgo(6), endDate: today(), limit: 20, breakdowns: ['first.utm_campaign'] },
    series: [
      { aggregation: 'sum', property: 'revenue' },
      { aggregation: 'unique_users', filters: { field: 'revenue', op: 'gt', value: 0 } },
    ],
  });
  const totals = (letter: string) =>
    data.filter((line) => line.letter === letter).map(({ total }) => total ?? 0);
  expect(totals('B').some((payers) => payers > 0)).toBe(true);
  expect(await exactly(table.locator('tbody td:nth-child(2)'))).toEqual(totals('A').map(money));
  expect(await exactly(table.locator('tbody td:nth-child(3)'))).toEqual(totals('B').map(exact));
  expect(clicks()).toBe(1);
  await leave(page);
});

test('purchases before and after a release take 3 clicks', async () => {
  const { page, goTo, choose, clicks } = await visit();
  await goTo('Versions');
  await choose(page.getByLabel('Event to compare'), 'purchase');
  const compared = page.getByRole('region', { name: 'Before and after a note' }).first();
  const notes = compared.getByLabel('Note', { exact: true });
  const release = notes.locator('option', { hasText: 'Version 1.4' });
  await choose(notes, (await release.getAttribute('value')) ?? '');
  await settled(page);
  const at = Date.parse(`${/^(.*?): /.exec((await release.textContent()) ?? '')?.[1]} UTC`);
  const purchases = async (from: number, to: number) => {
    const asked = { startDate: dayOf(at + from * dayMs), endDate: dayOf(at + to * dayMs) };
    const [line] = await demo.ask<QueryData>('/query', {
      ...asked,
      series: [{ event: 'purchase', aggregation: 'total' }],
    });
    return exact(line?.total ?? 0);
  };
  const times = compared.getByRole('row', { name: /^Times the event happened/ }).locator('td');
  expect(await times.first().textContent()).toBe(await purchases(-7, -1));
  expect(await times.last().getAttribute('title')).toBe(await purchases(0, 6));
  expect(clicks()).toBe(3);
  await leave(page);
});

test('a funnel with a filter on one step takes 6 clicks, and its link opens it elsewhere', async () => {
  const { page, goTo, choose, click, type, clicks } = await visit();
  await goTo('Funnels');
  await choose(page.getByLabel('Step 1', { exact: true }), 'login');
  await choose(page.getByLabel('Step 2', { exact: true }), 'purchase');
  await click(page.getByRole('button', { name: 'Add a filter to Step 2' }));
  const form = page.getByRole('dialog');
  await choose(form.getByLabel('Field'), 'country');
  await type(form.getByLabel('Value'), 'South Korea');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  await settled(page);
  const steps = [
    { name: 'login' },
    { name: 'purchase', filters: { field: 'country', op: 'is', value: 'KR' } },
  ];
  const asked = new URLSearchParams({
    ...{ steps: JSON.stringify(steps), startDate: daysAgo(6), endDate: today() },
  });
  const data = await demo.ask<FunnelData>(`/funnel?${asked}`);
  const counts = data.steps.map(({ count }) => exact(count));
  const shown = (there: Page) => exactly(there.locator('.funnel tbody td:nth-child(2)'));
  expect(await shown(page)).toEqual(counts);
  expect(clicks()).toBe(6);
  const elsewhere = await openPage(browser, demo, page.url().slice(demo.url.length));
  await settled(elsewhere);
  expect(await shown(elsewhere)).toEqual(counts);
  await leave(elsewhere);
  await leave(page);
});

test("one player's timeline takes 3 clicks", async () => {
  const { page, main, goTo, type, click, clicks } = await visit();
  const someone = (await demo.ask<ProfileItem[]>('/profiles?limit=9&totals=true')).at(-1);
  await goTo('Users');
  await type(page.getByRole('searchbox'), someone?.id ?? '');
  await expect.poll(() => main.locator('tbody tr').count()).toBe(1);
  await click(main.locator('tbody a').first());
  const timeline = page.getByRole('region', { name: 'Timeline' }).first();
  const events = Math.min(50, someone?.total_events ?? 0);
  expect(events).toBeGreaterThan(0);
  await expect.poll(() => timeline.locator('tbody tr').count()).toBe(events);
  expect(clicks()).toBe(3);
  await leave(page);
});

test('all users leave as CSV after 2 clicks', async () => {
  const { page, goTo, clicks } = await visit();
  await goTo('Users');
  const [header, ...rows] = await savedCsv(page);
  const everybody = await demo.ask<ProfileItem[]>('/profiles?limit=1000&totals=true');
  expect(rows.map((row) => [row[header?.indexOf('Id') ?? -1], Number(row[3])])).toEqual(
    everybody.map(({ id, total_revenue }) => [id, total_revenue]),
  );
  // The button that `savedCsv` presses is the second.
  expect(clicks() + 1).toBe(2);
  await leave(page);
});
