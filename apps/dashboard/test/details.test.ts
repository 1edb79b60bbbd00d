import type { QueryData } from '@gatrix/analytics-protocol/insights';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage, settled } from './browser.ts';
import { texts } from './reading.ts';
import { startServer, type TestServer } from './server.ts';

// A busy machine takes a minute to build the page and start the server.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 });

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), browserForTest()]);
  await server.send(messages());
  // Events, people and groups are stored one after the other.
  await vi.waitFor(
    async () => expect(JSON.stringify(await server.ask('/profiles?limit=1'))).toContain('Night Owls'),
    30_000,
  );
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** A member of two groups, one without a name; levels that have a mode or lack it, and purchases that all lack it. */
function messages(): object[] {
  const groups = ['guild-7', 'guild-8'];
  const track = (name: string, properties: object = {}) => ({
    type: 'track',
    payload: { name, profileId: 'ada', deviceId: 'phone', groups, properties },
  });
  const levels = [...Array(5).fill('raid'), ...Array(3).fill('arena')].map((mode) =>
    track('level', { mode }),
  );
  return [
    { type: 'identify', payload: { profileId: 'ada', firstName: 'Ada' } },
    { type: 'group', payload: { id: 'guild-7', type: 'guild', name: 'Night Owls' } },
    { type: 'assign_group', payload: { profileId: 'ada', groupIds: groups } },
    ...levels,
    track('level'),
    track('buy'),
    track('buy'),
  ];
}

test('the details of an event call its groups by their names, and by their ids where they have none', async () => {
  const page = await openPage(browser, server, '/events');
  await page.getByRole('button', { name: 'Show buy' }).first().click();
  const cell = page
    .getByRole('dialog')
    .getByRole('row', { name: /^Groups/ })
    .locator('td');
  await expect.poll(() => cell.textContent()).toBe('Night Owls and guild-8');
  expect(await cell.getAttribute('title')).toBe('guild-7 and guild-8');
  await page.context().close();
});

test('the details of an event name all that is known in the words of the reader, and lead to the person', async () => {
  const page = await openPage(browser, server, '/events');
  await page.getByRole('button', { name: 'Show buy' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('link', { name: 'Ada' }).waitFor();
  const labels = await texts(dialog.getByRole('rowheader'));
  expect(labels.slice(0, 2)).toEqual(['Person', 'Groups']);
  expect(labels.slice(-4)).toEqual(['Received', 'Device id', 'Session id', 'Event id']);
  expect(labels.filter((label) => label.includes('_'))).toEqual([]);
  const received = dialog.getByRole('row', { name: /^Received/ }).locator('td');
  expect(await received.textContent()).toMatch(/^[A-Z][a-z]{2} \d+, \d{4}, \d\d:\d\d:\d\d$/);
  await dialog.getByRole('link', { name: 'Ada' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ada' }).waitFor();
  await page.context().close();
});

test('a series that has nothing at a value is left out of the chart, and events without a value are called so', async () => {
  const day = new Date().toISOString().slice(0, 10);
  const data = await server.ask<QueryData>('/query', {
    startDate: day,
    endDate: day,
    interval: 'hour',
    series: [
      { event: 'level', aggregation: 'total' },
      { event: 'buy', aggregation: 'total' },
    ],
    breakdowns: ['properties.mode'],
  });
  expect(data.map(({ letter, breakdown: [mode], total }) => [letter, mode, total])).toEqual([
    ['A', 'raid', 5],
    ['B', 'raid', 0],
    ['A', 'arena', 3],
    ['B', 'arena', 0],
    ['A', '', 1],
    ['B', '', 2],
  ]);
  const address = '/explore?range=today&series=total~~level&series=total~~buy&breakdown=properties.mode';
  for (const [locale, none] of [
    ['en-US', '(not set)'],
    ['ko-KR', '(설정 안 됨)'],
    ['zh-CN', '（未设置）'],
  ] as const) {
    const page = await openPage(browser, server, address, { locale });
    await settled(page);
    await page.locator('.chart__table summary').click();
    const [, ...drawn] = await texts(page.locator('.chart__table thead th'));
    expect(drawn.map((label) => label.replace(/,.*/, ''))).toEqual([
      'raid · A. level',
      'arena · A. level',
      `${none} · A. level`,
      `${none} · B. buy`,
    ]);
    // All of them are in the table of totals, those that are drawn with the button that hides them.
    const rows = page.locator('.explore__totals tbody tr');
    expect(await texts(rows.locator('td.number'))).toEqual(['5', '0', '3', '0', '1', '2']);
    expect(
      await rows
        .filter({ has: page.getByRole('button') })
        .locator('td.number')
        .allTextContents(),
    ).toEqual(['5', '3', '1', '2']);
    await page.context().close();
  }
});

test('a tap on a point of a chart leads to the events and people behind it', async () => {
  const address = '/explore?range=7d&series=total~~level';
  const page = await openPage(browser, server, address, { hasTouch: true });
  const plot = page.getByRole('application').locator('.u-over');
  await plot.waitFor();
  const { x, y, width, height } = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.touchscreen.tap(x + width - 2, y + height / 2);
  const point = page.locator('.explore__point');
  await expect.poll(() => texts(point.locator('li > span'))).toEqual(['A. level, count: 9']);
  expect(await point.getByRole('link', { name: 'Events' }).getAttribute('href')).toContain('level');
  await page.context().close();
});
