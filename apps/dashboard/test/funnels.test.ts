import type { FunnelData, FunnelUsersData, ProfileData } from '@gatrix/analytics-protocol/insights';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage, settled } from './browser.ts';
import { exact, exactly, savedCsv, texts } from './reading.ts';
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

const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const range = () => `startDate=${day(29)}&endDate=${day(0)}`;
const address = '/funnels?range=30d&window=7d&step=login&step=level_start&step=level_complete&step=purchase';
const question = () => `steps=login,level_start,level_complete,purchase&window=7d&${range()}`;
const percent = (value: number) =>
  new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 }).format(value / 100);
const counts = (page: Page) => exactly(page.locator('.funnel tbody td:nth-child(2)'));
const countsOf = (data: FunnelData) => data.steps.map(({ count }) => exact(count));

/** The page asks once its address has changed: a moment later its numbers are those of the question. */
function showsCounts(page: Page, data: FunnelData): Promise<void> {
  return vi.waitFor(async () => expect(await counts(page)).toEqual(countsOf(data)), { timeout: 30_000 });
}

async function open(path: string): Promise<Page> {
  const page = await openPage(browser, demo, path);
  await settled(page);
  return page;
}

test('an event between two steps ends the attempt, and the address keeps that', async () => {
  const page = await open(address);
  const before = await demo.ask<FunnelData>(`/funnel?${question()}`);
  await showsCounts(page, before);

  await page.getByRole('button', { name: 'Add an exclusion' }).click();
  await page.getByLabel('Exclusion 1', { exact: true }).selectOption('level_fail');
  await page.getByLabel('Exclusion 1: after which step').selectOption('2');
  await page.getByLabel('Exclusion 1: before which step').selectOption('3');
  await page.waitForURL((url) => url.searchParams.get('exclude') === '2~3~level_fail');
  await settled(page);
  const exclusions = encodeURIComponent(JSON.stringify([{ event: 'level_fail', from: 2, to: 3 }]));
  const after = await demo.ask<FunnelData>(`/funnel?${question()}&exclusions=${exclusions}`);
  expect(countsOf(after)).not.toEqual(countsOf(before));
  await showsCounts(page, after);
  await page.reload();
  await settled(page);
  await showsCounts(page, after);

  // Without an order there is no between.
  await page.getByLabel('Order').selectOption('any');
  await settled(page);
  const any = await demo.ask<FunnelData>(`/funnel?${question()}&order=any`);
  await showsCounts(page, any);
  await page.context().close();
});

test('a step of any of several events, with filters of its own, of which one or the other holds', async () => {
  const page = await open('/funnels?range=30d&window=7d&step=login&step=purchase');
  await page.getByRole('button', { name: 'Add another event to step 2' }).click();
  await page.getByLabel('or another event of step 2').selectOption('level_complete');
  await page.waitForURL(/any/);
  const addFilter = async (field: string, op: string, values: readonly string[], join?: string) => {
    await page.getByRole('button', { name: 'Add a filter to Step 2' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Field').selectOption(field);
    await form.getByLabel('Condition').selectOption(op);
    for (const value of values) {
      await form.getByLabel('Value').fill(value);
      if (op === 'in') await form.getByLabel('Value').press('Enter');
    }
    if (join) await form.getByLabel('Combine').selectOption(join);
    await form.getByRole('button', { name: 'Add filter' }).click();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  };
  // By the label, as people call it.
  await addFilter('country', 'in', ['KR', 'Japan']);
  await addFilter('os', 'is', ['iOS'], 'or');
  await settled(page);
  const filters = {
    and: [
      {
        or: [
          { field: 'country', op: 'in', value: ['KR', 'JP'] },
          { field: 'os', op: 'is', value: 'iOS' },
        ],
      },
    ],
  };
  const steps = [{ name: 'login' }, { anyOf: ['purchase', 'level_complete'], filters }];
  const asked = `window=7d&steps=${encodeURIComponent(JSON.stringify(steps))}&${range()}`;
  const data = await demo.ask<FunnelData>(`/funnel?${asked}`);
  const all = await demo.ask<FunnelData>(`/funnel?steps=login,purchase&window=7d&${range()}`);
  expect(countsOf(data)).not.toEqual(countsOf(all));
  await showsCounts(page, data);
  await page.reload();
  await settled(page);
  await showsCounts(page, data);
  await page.getByRole('button', { name: 'Remove the filter Country is one of South Korea, Japan' }).click();
  await page.getByText('System is').waitFor();
  await settled(page);
  const ios = { and: [{ field: 'os', op: 'is', value: 'iOS' }] };
  const left = encodeURIComponent(JSON.stringify([{ name: 'login' }, { ...steps[1], filters: ios }]));
  await showsCounts(page, await demo.ask<FunnelData>(`/funnel?window=7d&steps=${left}&${range()}`));
  await page.context().close();
});

test('a value is taken by its label also where it is typed before the values of its field are there', async () => {
  const page = await open('/funnels?range=30d&step=login&step=purchase');
  await page.route(/\/breakdown\?.*dimension=country/, async (route) => {
    await new Promise((answer) => setTimeout(answer, 1_500));
    await route.continue();
  });
  await page.getByRole('button', { name: 'Add a filter to Step 2' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Field').selectOption('country');
  await form.getByLabel('Value').fill('Japan');
  await form.getByRole('button', { name: 'Add filter' }).click();
  await page.waitForURL(
    (url) => url.search.includes('country~is~JP') || url.search.includes('country%7Eis%7EJP'),
  );
  await page.context().close();
});

test('the conversion over time is that of the query API, and leaves as CSV', async () => {
  const page = await open(address);
  await page.getByRole('tab', { name: 'Over time' }).click();
  await page.waitForURL(/view=trend/);
  await settled(page);
  await page.getByLabel('Interval').selectOption('week');
  await page.waitForURL(/interval=week/);
  await settled(page);
  const { trend = [] } = await demo.ask<FunnelData>(`/funnel?${question()}&trend=true&interval=week`);
  expect(trend.some(({ converted }) => converted > 0)).toBe(true);
  await page.getByText('Show as a table').click();
  const cells = page.getByRole('region', { name: 'Overall conversion over time' }).locator('tbody td');
  expect(await texts(cells)).toEqual(
    trend.map(({ started, conversion }) =>
      started === 0 || conversion === null ? '–' : percent(conversion),
    ),
  );
  const [, ...rows] = await savedCsv(page);
  expect(rows.map((row) => row.slice(1).map((text) => (text === '' ? null : Number(text))))).toEqual(
    trend.map(({ started, converted, conversion }) => [started, converted, conversion]),
  );
  await page.context().close();
});

test('the time to convert has its median, mean, percentiles and histogram', async () => {
  const page = await open(`${address}&view=time`);
  const { time_to_convert: time } = await demo.ask<FunnelData>(`/funnel?${question()}&timeToConvert=true`);
  if (!time) throw new Error('no time to convert');
  expect(time.median).toBeGreaterThan(0);
  expect(await exactly(page.locator('.convert-time dd'))).toEqual(
    [time.median, time.mean, time.p75, time.p90].map((seconds) => `${exact(seconds ?? 0)} s`),
  );
  const bins = page.locator('.convert-time__histogram tbody td');
  expect(await exactly(bins)).toEqual(time.histogram.map(({ count }) => exact(count)));
  const [, ...rows] = await savedCsv(page);
  expect(rows.map((row) => row.map(Number))).toEqual(
    time.histogram.map(({ from, to, count }) => [from, to, count]),
  );
  await page.context().close();
});

test('a comparison takes its values from the step that is chosen', async () => {
  const page = await open(address);
  await page.getByLabel('Compare by').selectOption('country');
  await page.getByLabel('Value taken at').selectOption('step:4');
  await page.waitForURL(/attribution=step/);
  await settled(page);
  const { breakdown = [] } = await demo.ask<FunnelData>(
    `/funnel?${question()}&breakdown=country&attribution=step:4&limit=10`,
  );
  const names = new Intl.DisplayNames('en', { type: 'region' });
  const rows = page.locator('.funnel__breakdown tbody tr');
  expect(await texts(rows.locator('th'))).toEqual(
    breakdown.map(({ name }) => (name === '' ? 'Unknown' : names.of(name))),
  );
  expect(await exactly(rows.locator('td:nth-child(2)'))).toEqual(
    breakdown.map(({ steps }) => exact(steps[0]?.count ?? 0)),
  );
  await page.context().close();
});

test('who was lost before a step is a press away by keyboard, leads to their profiles, and is saved with the report', async () => {
  const page = await open(address);
  const lost = page.getByRole('button', { name: 'Who dropped off before step 4: purchase' });
  await lost.focus();
  await page.keyboard.press('Enter');
  const list = page.getByRole('region', { name: 'Who dropped off before step 4: purchase' }).last();
  await list.locator('tbody tr').first().waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(
    'Who dropped off before step 4: purchase',
  );
  await settled(page);
  const people = await demo.ask<FunnelUsersData>(`/funnel/users?${question()}&step=4&dropped=true&limit=50`);
  expect(people.length).toBeGreaterThan(3);
  const hrefs = () =>
    list
      .locator('tbody a')
      .evaluateAll((all) =>
        all.map((a) => new URL((a as HTMLAnchorElement).href).pathname.replace(/^\/p\/[^/]+/, '')),
      );
  expect(await hrefs()).toEqual(people.map(({ id }) => `/users/${encodeURIComponent(id)}`));

  await page.getByRole('button', { name: 'Saved reports' }).click();
  const name = `Who does not buy ${Date.now()}`;
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.keyboard.press('Enter');
  await page.waitForURL(/saved=/);
  await page.goto(`${demo.url}/funnels`);
  await page.getByRole('button', { name: 'Saved reports' }).click();
  await page.getByRole('link', { name }).click();
  await list.locator('tbody tr').first().waitFor();
  expect(await hrefs()).toEqual(people.map(({ id }) => `/users/${encodeURIComponent(id)}`));
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Show who reached it' }).click();
  await page.waitForURL((url) => url.searchParams.get('who') === '4');
  await settled(page);
  const buyers = await demo.ask<FunnelUsersData>(`/funnel/users?${question()}&step=4&limit=50`);
  const reached = page.getByRole('region', { name: 'Who reached step 4: purchase' }).last();
  await expect.poll(() => reached.locator('tbody tr').count()).toBe(buyers.length);

  await reached.locator('tbody a').first().click();
  const someone = await demo.ask<ProfileData>(`/profiles/${encodeURIComponent(buyers[0]?.id ?? '')}`);
  await page.getByText(someone.id, { exact: true }).first().waitFor();
  await page.context().close();
});
