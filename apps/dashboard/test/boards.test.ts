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
    track('ann', 'tutorial_start'),
    track('ann', 'tutorial_complete'),
    track('bob', 'tutorial_start'),
    track('ann', 'purchase'),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const itemsOf = (page: Page) => page.locator('.board__item');
const namesOf = (page: Page) => itemsOf(page).locator('h3').allTextContents();

test('what a page saves stands on a board, drawn, and leads back to the page', async () => {
  const page = await openPage(browser, server, '/funnels?step=tutorial_start&step=tutorial_complete');
  await settled(page);
  await page.getByRole('button', { name: 'Saved reports' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Through the tutorial');
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Through the tutorial' }).waitFor();

  await page.goto(`${server.url}/boards`);
  await settled(page);
  await page.getByLabel('Template').selectOption('');
  await page.getByLabel('Name').fill('Mine');
  await page.getByRole('button', { name: 'New board' }).click();
  await page.getByRole('heading', { name: 'Mine' }).waitFor();
  const add = page.getByRole('form', { name: 'Add to the board' });
  await add.getByRole('button').click();
  await itemsOf(page).getByText('50%').first().waitFor();

  await add.getByLabel('What').selectOption('figure');
  await add.getByLabel('Figure').selectOption({ label: 'People at step 2, tutorial_complete' });
  await add.getByRole('button').click();
  await expect.poll(() => itemsOf(page).locator('.board-figure__value').allTextContents()).toEqual(['1']);

  await add.getByLabel('What').selectOption('note');
  await add
    .getByLabel('Note')
    .fill(
      '# Plan\n<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>\n\n[good](https://example.com) [bad](javascript:window.hurt=1) ![pixel](https://example.com/p.png)',
    );
  await add.getByRole('button').click();
  const note = page.locator('.board-note');
  await note.getByRole('heading', { name: 'Plan' }).waitFor();
  expect(await note.locator('img, script').count()).toBe(0);
  expect(await note.getByText('good').getAttribute('href')).toBe('https://example.com');
  expect(await note.getByText('bad').getAttribute('href')).toBe('');
  expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
  expect([...(await accessibilityProblems(page)), ...(await contrastProblems(page))]).toEqual([]);

  await itemsOf(page).getByRole('link', { name: 'Through the tutorial' }).first().click();
  await page.waitForURL(/funnels\?step=tutorial_start/);
  await page.context().close();
});

test('items are moved by keyboard and by dragging, and stay where they are put', async () => {
  const page = await openPage(browser, server, '/boards');
  await settled(page);
  await page.getByRole('link', { name: 'Mine' }).click();
  await expect.poll(() => itemsOf(page).count()).toBe(3);
  await settled(page);
  const order = async () => (await namesOf(page)).map((name) => name.slice(0, 4));
  expect(await order()).toEqual(['Thro', 'Thro', 'Plan']);
  const earlier = itemsOf(page).last().getByRole('button', { name: 'Move earlier' });
  await earlier.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => order()).toEqual(['Thro', 'Plan', 'Thro']);
  await page.getByRole('status').getByText('Moved to place 2 of 3').waitFor();
  await itemsOf(page).nth(1).locator('.board-card__handle').dragTo(itemsOf(page).first());
  await expect.poll(() => order()).toEqual(['Plan', 'Thro', 'Thro']);
  await page.waitForLoadState('networkidle');
  await page.reload();
  await settled(page);
  await expect.poll(() => order()).toEqual(['Plan', 'Thro', 'Thro']);
  await page.context().close();
});

test('a template fills a board in the reader’s language, over one range and behind one filter', async () => {
  const page = await openPage(browser, server, '/boards?lang=ko');
  await settled(page);
  await page.getByLabel('템플릿').selectOption('launch-week');
  await page.getByRole('button', { name: '새 보드' }).click();
  await page.getByRole('heading', { name: '출시 주간' }).first().waitFor();
  await settled(page);
  const figures = () => itemsOf(page).locator('.board-figure__value').allTextContents();
  await expect.poll(() => figures()).toEqual(['2', '4', 'US$0.00', '0%']);
  const named = await itemsOf(page).locator('.board-figure > .muted').allTextContents();
  expect(named.slice(0, 3)).toEqual(['활성 사용자', '이벤트', '매출']);
  expect(await page.getByRole('alert').allTextContents()).toEqual([]);
  await page.goto(`${page.url()}&filter=name~is~purchase`);
  await expect.poll(() => figures()).toEqual(['1', '1', 'US$0.00', '–']);
  await page.getByRole('button', { name: '이 필터로 저장' }).click();
  await page.waitForURL((url) => !url.searchParams.has('filter'));
  const own = page.getByRole('list', { name: '이 보드의 필터' });
  await own.getByText('purchase').waitFor();
  await expect.poll(() => figures()).toEqual(['1', '1', 'US$0.00', '–']);
  await own.getByRole('button').click();
  await own.waitFor({ state: 'detached' });
  await expect.poll(() => figures()).toEqual(['2', '4', 'US$0.00', '0%']);
  await page.getByLabel('보드 기간').selectOption('90');
  await page.getByRole('button', { name: '이 기간으로 저장' }).click();
  await page.getByRole('button', { name: '이 기간으로 저장' }).waitFor({ state: 'detached' });
  await page.context().close();
});
