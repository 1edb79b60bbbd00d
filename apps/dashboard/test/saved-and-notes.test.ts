import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { accessibilityProblems, contrastProblems } from './accessibility.ts';
import { openPage, settled } from './browser.ts';
import { startServer, type TestServer } from './server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), browserForTest()]);
  const track = (name: string) => ({ type: 'track', payload: { name, deviceId: 'd' } });
  await server.send([track('sign_up'), track('purchase')]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** As whoever holds the read client. */
function asReader(): TestServer {
  return { ...server, credentials: { ...server.credentials, root: server.credentials.read } };
}

const openSaved = (page: Page) => page.getByRole('button', { name: /^Saved reports/ }).click();
const funnel = '/funnels?range=30d&step=sign_up&step=purchase';

describe('saved reports', () => {
  test('are saved under a name, opened by anybody, changed, renamed and deleted', async () => {
    const page = await openPage(browser, server, funnel);
    await settled(page);
    await openSaved(page);
    const dialog = page.getByRole('dialog', { name: 'Saved reports' });
    await dialog.getByText('Nothing is saved yet').waitFor();
    await dialog.getByLabel('Name').fill('Sign-up to purchase');
    await page.keyboard.press('Enter');
    await dialog.getByRole('link', { name: 'Sign-up to purchase' }).waitFor();
    expect([...(await accessibilityProblems(page)), ...(await contrastProblems(page))]).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Saved reports: Sign-up to purchase' }).waitFor();

    const other = await openPage(browser, asReader(), '/explore');
    await settled(other);
    await openSaved(other);
    await other.getByRole('link', { name: 'Sign-up to purchase' }).click();
    await other.getByText('Overall conversion').waitFor();
    expect(other.url()).toContain('range=30d&step=sign_up&step=purchase');
    await openSaved(other);
    await other.getByRole('dialog').getByRole('link', { name: 'Sign-up to purchase' }).waitFor();
    expect(await other.getByRole('button', { name: /^(Delete|Rename|Save)$/ }).count()).toBe(0);
    await other.context().close();

    await page.getByLabel('Within', { exact: true }).selectOption('7d');
    await page.waitForURL(/window=7d/);
    await openSaved(page);
    await dialog.getByRole('button', { name: 'Update “Sign-up to purchase” to what is shown' }).click();
    await dialog.getByRole('button', { name: /Update/ }).waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Rename: Sign-up to purchase' }).click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Within a week');
    await page.keyboard.press('Enter');
    await dialog.getByRole('link', { name: 'Within a week' }).waitFor();

    const link = await openPage(browser, server, page.url().slice(server.url.length));
    await link.getByRole('button', { name: 'Saved reports: Within a week' }).waitFor();
    expect(await link.getByLabel('Within', { exact: true }).inputValue()).toBe('7d');
    await link.context().close();

    await dialog.getByRole('button', { name: 'Delete: Within a week' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await dialog.getByText('Nothing is saved yet').waitFor();
    await page.context().close();
  });

  test('that could not be saved say why', async () => {
    const page = await openPage(browser, server, '/retention');
    await settled(page);
    await openSaved(page);
    await page.route('**/saved-reports', (route) => route.abort());
    const dialog = page.getByRole('dialog', { name: 'Saved reports' });
    await dialog.getByLabel('Name').fill('Weekly');
    await page.keyboard.press('Enter');
    expect(await dialog.getByRole('alert').first().textContent()).toContain('cannot be reached');
    await page.context().close();
  });
});

describe('notes on charts', () => {
  test('are added with the keyboard, read out with their day, seen by readers, and taken away', async () => {
    const page = await openPage(browser, server, '/?compare=none');
    await settled(page);
    const chart = page.getByRole('application', { name: 'Active users over time' });
    await page.locator('.chart canvas').waitFor();
    await chart.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    const spoken = await chart.getByRole('status').textContent();
    await page.getByRole('button', { name: 'Add a note' }).focus();
    await page.keyboard.press('Enter');
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    expect(await page.getByLabel('When').inputValue()).toBe(`${yesterday}T00:00`);
    await page.getByLabel('When').fill(`${yesterday}T14:30`);
    await page.getByLabel('Note', { exact: true }).fill('Version 2 released');
    await page.keyboard.press('Enter');
    const list = page.getByRole('list', { name: 'Notes on this chart' });
    await list.getByText('Version 2 released').waitFor();
    await expect
      .poll(async () => {
        await chart.focus();
        await page.keyboard.press('End');
        await page.keyboard.press('ArrowLeft');
        return (await chart.getByRole('status').textContent()) ?? '';
      })
      .toBe(`${spoken}Version 2 released`);
    expect([...(await accessibilityProblems(page)), ...(await contrastProblems(page))]).toEqual([]);

    const other = await openPage(browser, asReader(), '/explore');
    const seen = other.getByRole('list', { name: 'Notes on this chart' });
    await seen.getByText('Version 2 released').waitFor();
    expect(await other.getByRole('button', { name: /Add a note|Remove/ }).count()).toBe(0);
    expect(await seen.locator('time').getAttribute('datetime')).toBe(`${yesterday}T14:30:00.000Z`);
    await other.context().close();

    await list.getByRole('button', { name: 'Remove: Version 2 released' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await list.waitFor({ state: 'detached' });
    await page.context().close();
  });
});

test('a project is renamed and moved to another time zone in its settings', async () => {
  const page = await openPage(browser, server, '/settings/project');
  const card = page.getByRole('region', { name: 'Project', exact: true });
  await card.getByLabel('Name').fill('Starfall');
  await card.getByLabel('Time zone').fill('Mars/Olympus');
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByRole('alert').getByText('such as Asia/Seoul').waitFor();
  await card.getByLabel('Time zone').fill('Asia/Seoul');
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByText('Saved').waitFor();
  await page.getByRole('complementary').getByText('Starfall').waitFor();
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Seoul', dateStyle: 'short' });
  await page.goto(`${server.url}/events?range=today`);
  await settled(page);
  await expect
    .poll(() => page.locator('tbody tr').count())
    .toBe((await server.ask<unknown[]>(`/events?startDate=${today.format(Date.now())}`)).length);
  await page.context().close();
});
