import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { accessibilityProblems, contrastProblems, smallTargets } from './accessibility.ts';
import { openPage, settled } from './browser.ts';
import { manage } from './manage-api.ts';
import { startServer, type TestServer } from './server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

let server: TestServer;
let browser: Browser;
let receiver: Server;
const received: unknown[] = [];

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    received.push(await json(request));
    response.end();
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const address = receiver.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/in`;
  [server, browser] = await Promise.all([startServer({ WEBHOOK_ALLOW_PRIVATE: 'true' }), browserForTest()]);
  await manage(server, '', 'PATCH', { timezone: 'Asia/Seoul' });
  await manage(server, 'channels', 'POST', { name: 'Our backend', settings: { kind: 'webhook', url } });
  await manage(server, 'saved-reports', 'POST', {
    ...{ name: 'Purchases', report: 'explore' },
    query: { search: '', parameters: { series: [{ event: 'purchase', aggregation: 'total' }] } },
  });
  await manage(server, 'boards', 'POST', { template: 'launch-week', language: 'en' });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  receiver?.close();
});

interface Digest {
  readonly id: string;
  readonly source: object;
  readonly schedule: object;
  readonly paused: boolean;
  readonly nextAt: string | null;
}
const digests = () => manage<Digest[]>(server, 'digests');
const dialog = (page: Page) => page.getByRole('dialog');

test('a digest is made, says when it is sent next by the project’s clock, is sent now, paused and changed', async () => {
  const page = await openPage(browser, server, '/settings/digests');
  await settled(page);
  await page.getByRole('button', { name: 'New digest' }).click();
  await dialog(page).getByLabel('Name').fill('Every Friday');
  await dialog(page).getByLabel('Sends').selectOption({ label: 'Board Launch week' });
  await dialog(page).getByLabel('When').selectOption('week');
  await dialog(page).getByLabel('Day of the week').selectOption({ label: 'Friday' });
  await dialog(page).getByLabel('Time in Asia/Seoul').selectOption('18:00');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  // Nobody was chosen.
  await dialog(page).getByRole('alert').getByText('This is needed.').waitFor();
  await dialog(page).getByLabel('Our backend').check();
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  const row = page.locator('.thing').filter({ hasText: 'Every Friday' });
  await row.getByText('every Friday at 18:00').waitFor();
  const [made] = await digests();
  const [board] = await manage<{ id: string }[]>(server, 'boards');
  expect(made).toMatchObject({
    source: { boardId: board?.id },
    schedule: { every: 'week', weekday: 5, hour: 18 },
    paused: false,
  });
  const clock = new Intl.DateTimeFormat('en', {
    ...{ timeZone: 'Asia/Seoul', dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' },
  });
  await row.getByText(clock.format(new Date(made?.nextAt ?? 0))).waitFor();
  expect(clock.format(new Date(made?.nextAt ?? 0))).toContain('18:00');

  await page.getByRole('button', { name: 'Pause: Every Friday' }).click();
  await row.locator('.badge').getByText('paused').waitFor();
  expect(await digests()).toMatchObject([{ paused: true, nextAt: null }]);
  await page.getByRole('button', { name: 'Resume: Every Friday' }).click();
  await row.locator('.badge').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Edit: Every Friday' }).click();
  await dialog(page).getByLabel('Name').fill('Month’s end');
  await dialog(page).getByLabel('Sends').selectOption({ label: 'Purchases' });
  await dialog(page).getByLabel('When').selectOption('month');
  await dialog(page).getByLabel('Day of the month').fill('31');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await page.getByText('on day 31 of the month at 18:00').waitFor();
  const [saved] = await manage<{ id: string }[]>(server, 'saved-reports');
  expect(await digests()).toMatchObject([
    { source: { savedReportId: saved?.id }, schedule: { every: 'month', day: 31, hour: 18 } },
  ]);
  await page.getByRole('button', { name: 'Send now: Month’s end' }).click();
  await page.getByRole('status').getByText('Month’s end is on its way.').waitFor();
  await page.getByRole('button', { name: 'Last messages: Month’s end' }).click();
  await dialog(page).locator('.badge').getByText('sent', { exact: true }).waitFor();
  expect(received).toMatchObject([{ type: 'digest', digest: { id: made?.id, name: 'Month’s end' } }]);
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Delete: Month’s end' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Nothing is sent on a schedule yet.').waitFor();
  expect(await digests()).toEqual([]);
  await page.context().close();
});

test('the page can be used without sight, in the dark, in Korean and on a phone', async () => {
  const page = await openPage(browser, server, '/settings/digests?dialog=new&lang=ko', {
    ...{ width: 390, height: 800, colorScheme: 'dark' },
  });
  await dialog(page).getByLabel('시기').selectOption('month');
  await dialog(page).getByLabel('날짜').waitFor();
  const problems = [
    await accessibilityProblems(page),
    await contrastProblems(page),
    await smallTargets(page),
  ];
  expect(problems.flat()).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  await page.context().close();
});
