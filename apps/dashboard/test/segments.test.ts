import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { accessibilityProblems, contrastProblems } from './accessibility.ts';
import { openPage, settled } from './browser.ts';
import { startServer, type TestServer } from './server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), browserForTest()]);
  const track = (profileId: string, name: string) => ({ type: 'track', payload: { name, profileId } });
  await server.send([
    track('ann', 'sign_up'),
    track('ann', 'purchase'),
    track('bob', 'sign_up'),
    track('cat', 'sign_up'),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const main = (page: Page) => page.getByRole('main');

async function keep(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Keep these people' }).click();
  const dialog = page.getByRole('dialog', { name: 'Keep these people' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Save' }).click();
}

test('who was lost in a funnel is kept, listed, and filters every report', async () => {
  const page = await openPage(browser, server, '/funnels?step=sign_up&step=purchase&who=2~dropped');
  await settled(page);
  await keep(page, 'Lost before purchase');
  await page.getByRole('dialog').getByText('Kept, 2 people now').waitFor();
  await page.getByRole('link', { name: 'Lost before purchase' }).click();
  await page.waitForURL(/segments\?segment=/);
  const members = main(page).getByRole('table');
  await members.getByRole('link', { name: 'bob' }).waitFor();
  expect(await members.getByRole('link').allTextContents()).toEqual(['bob', 'cat']);
  await page.getByRole('button', { name: 'Count' }).click();
  await page.getByText('2 of 3 people').waitFor();
  expect([...(await accessibilityProblems(page)), ...(await contrastProblems(page))]).toEqual([]);

  await page.goto(`${server.url}/events`);
  await settled(page);
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByLabel('Field').selectOption({ label: 'Segment' });
  await page.getByLabel('Value').selectOption({ label: 'Lost before purchase' });
  await page.getByRole('dialog').getByRole('button', { name: 'Add filter' }).click();
  await page.getByText('Segment is Lost before purchase').waitFor();
  await vi.waitFor(async () => {
    const people = await main(page).getByRole('table').getByRole('link').allTextContents();
    expect(people.filter((text) => /^(ann|bob|cat)$/.test(text)).sort()).toEqual(['bob', 'cat']);
  }, 30_000);
  await page.context().close();
});

test('the people of a retention cell are kept', async () => {
  const page = await openPage(browser, server, '/retention?range=7d&start=purchase');
  await settled(page);
  await main(page)
    .getByRole('button', { name: /day 0: 100% \(1 of 1\)/ })
    .click();
  await keep(page, 'First payers');
  await page.getByRole('dialog').getByText('Kept, 1 people now').waitFor();
  await page.context().close();
});

test('the users that a search finds are kept as a list', async () => {
  const page = await openPage(browser, server, '/users?search=a');
  await settled(page);
  await keep(page, 'With an a');
  await page.getByRole('dialog').getByText('Kept, 2 people now').waitFor();
  await page.context().close();
});

test('the list of users is filtered by their last event, and leaves out what a session was', async () => {
  // Links between pages carry filters along.
  const page = await openPage(
    browser,
    server,
    '/users?filter=name~is~purchase&filter=session.channel~is~Email',
  );
  await main(page).getByRole('link', { name: 'ann' }).waitFor();
  await settled(page);
  const people = () => main(page).locator('tbody').getByRole('link').allTextContents();
  await expect.poll(people).toEqual(['ann']);
  const chips = main(page).getByRole('list', { name: 'Filters' }).getByRole('listitem');
  await expect.poll(() => chips.count()).toBe(1);
  await keep(page, 'Last seen paying');
  await page.getByRole('dialog').getByText('Kept, 1 people now').waitFor();
  await page.keyboard.press('Escape');
  await chips.getByRole('button').click();
  await expect.poll(async () => (await people()).sort()).toEqual(['ann', 'bob', 'cat']);
  await page.getByRole('button', { name: 'Add filter' }).click();
  const fields = page.getByLabel('Field').locator('option');
  await fields.first().waitFor({ state: 'attached' });
  const offered = await fields.evaluateAll((options) =>
    options.map((option) => option.getAttribute('value')),
  );
  expect(offered).toContain('country');
  expect(offered.filter((field) => field?.startsWith('session.'))).toEqual([]);
  await page.context().close();
});

test('a segment is made, changed, counted and deleted on its page', async () => {
  const page = await openPage(browser, server, '/segments');
  await settled(page);
  await page.getByRole('button', { name: 'New segment' }).click();
  await main(page).getByLabel('Name').fill('Buyers');
  await main(page).getByLabel('Event', { exact: true }).selectOption('purchase');
  await main(page).getByRole('button', { name: 'Save' }).click();
  await main(page).getByRole('link', { name: 'ann' }).waitFor();
  await main(page).getByLabel('Did or did not').selectOption('false');
  await main(page).getByRole('button', { name: 'Save' }).click();
  await main(page).getByRole('link', { name: 'bob' }).waitFor();
  await main(page).getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await main(page).getByRole('button', { name: 'Buyers' }).waitFor({ state: 'detached' });
  await page.context().close();
});
