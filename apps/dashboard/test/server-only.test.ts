import type { BreakdownData, LiveData, MetricsData } from '@gatrix/analytics-protocol/insights';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage, settled } from './browser.ts';
import { startServer, type TestServer } from './server.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), browserForTest()]);
  const event = (profileId: string, name: string) => ({
    type: 'track',
    payload: { name, profileId, id: crypto.randomUUID(), properties: { __country: 'KR' } },
  });
  await server.send(
    Array.from({ length: 30 }, (_, i) =>
      event(`player-${i % 12}`, i % 3 === 0 ? 'match_end' : 'match_start'),
    ),
  );
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('a game that sends from its server sees its players, and why figures of devices are empty', async () => {
  await expect.poll(async () => (await server.ask<MetricsData>('/metrics')).total_events).toBe(30);
  const metrics = await server.ask<MetricsData>('/metrics');
  expect([metrics.active_users, metrics.unique_visitors]).toEqual([12, 0]);
  const page = await openPage(browser, server, '/');
  await settled(page);
  const first = page.locator('.kpi').first();
  expect(await first.getAttribute('data-metric')).toBe('active');
  expect(await first.locator('.kpi__value').getAttribute('title')).toBe('12');
  expect(await page.getByTestId('no-devices').textContent()).toMatch(/without devices and sessions/);
  await page.getByRole('heading', { level: 2, name: 'Active users' }).waitFor();
  const names = await server.ask<BreakdownData>('/breakdown?dimension=name');
  expect(names.map(({ name, active_users }) => [name, active_users]).toSorted()).toEqual([
    ['match_end', 4],
    ['match_start', 8],
  ]);
  const events = page.getByRole('region', { name: 'Events' }).locator('tbody tr');
  await expect
    .poll(async () => (await events.allTextContents()).map((text) => text.replace(/\s+/g, ' ')))
    .toEqual(['match_start866.7%', 'match_end433.3%']);
  await page.getByRole('link', { name: '12 online now' }).click();
  expect((await server.ask<LiveData>('/live')).active_users).toBe(12);
  await expect.poll(() => page.getByTestId('live-count').textContent()).toBe('12');
  const countries = page.getByRole('region', { name: 'Countries' }).locator('tbody tr');
  await expect.poll(() => countries.allTextContents()).toEqual(['South Korea12']);
  await page.context().close();
});

test('the question mark of a report says what its numbers mean', async () => {
  const page = await openPage(browser, server, '/');
  await settled(page);
  await page.getByRole('button', { name: 'What the numbers mean' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Distinct devices with an event in the range.').waitFor();
  if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT });
  await page.keyboard.press('Escape');
  await expect.poll(() => dialog.count()).toBe(0);
  if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}.page.png` });
  await page.context().close();
});

test('a filter finds the value that is meant, and says where no event has it', async () => {
  const page = await openPage(browser, server, '/');
  await settled(page);
  await page.getByRole('button', { name: 'Add filter' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Field').selectOption('name');
  await form.getByLabel('Value').fill('match_ende');
  await form.getByText('No event of this range has this value.').waitFor();
  await form.getByLabel('Value').fill('MATCH_END');
  await expect.poll(() => form.getByRole('status').count()).toBe(0);
  await form.getByRole('button', { name: 'Add filter' }).click();
  await page.waitForURL((url) => url.searchParams.get('filter') === 'name~is~match_end');
  await settled(page);
  await expect
    .poll(() => page.locator('[data-metric="events"] .kpi__value').getAttribute('title'))
    .toBe('10');
  await page.context().close();
});
