import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { accessibilityProblems, contrastProblems, hiddenFocus, smallTargets } from './accessibility.ts';
import { openPage, settled } from './browser.ts';
import { startServer, type TestServer } from './server.ts';

const screenshots = fileURLToPath(new URL('./screenshots', import.meta.url));
const funnel =
  '/funnels?range=30d&step=screen_view&step=sign_up&step=tutorial_complete&step=purchase&window=30d';
const pages = {
  overview: '/?range=30d',
  live: '/live',
  explore:
    '/explore?range=30d&series=total~~level_complete&series=total~~purchase&breakdown=country&breakdown=device&breakdown=properties.mode',
  funnels: `${funnel}&breakdown=country&exclude=2~~level_fail`,
  'funnels-trend': `${funnel}&view=trend`,
  'funnels-time': `${funnel}&view=time`,
  'funnels-people': `${funnel}&who=4~dropped`,
  retention: '/retention?range=30d&start=sign_up',
  'retention-groups': '/retention?start=sign_up&breakdown=country&last=14',
  'active-users': '/active-users',
  segments: '/segments?segment=new',
  flows: '/flows?range=30d&anchor=login',
  users: '/users',
  user: '/users/somebody',
  sessions: '/sessions',
  events: '/events',
  monetization: '/monetization?range=30d',
  versions: '/versions',
  health: '/ingest-health?range=today',
  missing: '/no-such-page',
  stranger: '/users/nobody-like-this',
  'set-up': '/set-up',
  boards: '/boards',
  alerts: '/alerts',
  members: '/settings/members',
  'share-links': '/settings/share-links',
  channels: '/settings/channels',
  digests: '/settings/digests',
  project: '/settings/project',
  tokens: '/settings/tokens',
  'audit-log': '/settings/audit-log',
};

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

let whole: TestServer;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [whole, browser] = await Promise.all([startServer(), browserForTest()]);
  await mkdir(screenshots, { recursive: true });
  server = await whole.seedDemo();
  const [someone] = await server.ask<{ id: string }[]>('/profiles?limit=1');
  pages.user = `/users/${someone?.id}`;
});
afterAll(async () => {
  await browser?.close();
  await whole?.close();
});

describe.each([
  ['light', 'en-US'],
  ['dark', 'ko-KR'],
  ['dark', 'zh-CN'],
] as const)('in %s and %s', (colorScheme, locale) => {
  test('every page can be used without sight and without a mouse, and its texts can be read', async () => {
    const page = await openPage(browser, server, '/', { colorScheme, locale });
    const problems: Record<string, string[]> = {};
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(server.url + path);
      await settled(page);
      const found = [...(await accessibilityProblems(page)), ...(await contrastProblems(page))];
      if (found.length > 0) problems[name] = found;
      await page.screenshot({
        path: join(screenshots, `${name}-${colorScheme}-${locale}.png`),
        fullPage: true,
      });
    }
    expect(problems).toEqual({});
    await page.context().close();
  });
});

test.each(['light', 'dark'] as const)(
  'no page is wider than a phone, and no control smaller than a fingertip, in %s',
  async (colorScheme) => {
    const page = await openPage(browser, server, '/', { width: 360, height: 740, colorScheme });
    const tooWide: string[] = [];
    const tooSmall: Record<string, string[]> = {};
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(server.url + path);
      await settled(page);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) tooWide.push(`${name}: ${over}`);
      const small = await smallTargets(page);
      if (small.length > 0) tooSmall[name] = small;
      await page.screenshot({ path: join(screenshots, `${name}-phone-${colorScheme}.png`), fullPage: true });
    }
    expect(tooWide).toEqual([]);
    expect(tooSmall).toEqual({});

    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Live' }).click();
    await page.getByRole('heading', { level: 1, name: 'Live' }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.context().close();
  },
);

test('figures stand side by side: the styles of a page come after those it builds on', async () => {
  const page = await openPage(browser, server, '/ingest-health?range=today');
  await settled(page);
  const tops = await page
    .locator('.figure')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  expect(tops.length).toBeGreaterThan(3);
  expect(new Set(tops).size).toBe(1);
  await page.context().close();
});

test('no figure runs into the next one, and no heading of a funnel stands one letter a line', async () => {
  for (const [lang, width] of [
    ['ko', 1024],
    ['en', 1024],
    ['zh', 390],
    ['ko', 390],
  ] as const) {
    const page = await openPage(browser, server, '/', { width });
    for (const path of [pages.monetization, pages.overview, pages.funnels]) {
      await page.goto(`${server.url}${path}&lang=${lang}`);
      await settled(page);
      const cut = await page
        .locator('.figure, .kpi')
        .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
      expect(cut, `${lang} ${width} ${path}`).toBe(0);
    }
    const narrow = await page.locator('.funnel thead th').evaluateAll((all) =>
      all.map((one) => {
        const range = document.createRange();
        range.selectNodeContents(one);
        return [one.textContent, range.getClientRects().length] as const;
      }),
    );
    expect(narrow.length).toBe(5);
    for (const [text, lines] of narrow) expect(lines, text).toBeLessThan(Math.max(2, text.length));
    await page.context().close();
  }
});

test('a funnel over time says that no attempt has had all of its time', async () => {
  const page = await openPage(browser, server, `${funnel}&view=trend`);
  await page.getByText('With 30 days to convert, no attempt of this range').waitFor();
  await page.context().close();
});

test('the chart is read point by point with the arrow keys, and has all its values in a table', async () => {
  const page = await openPage(browser, server, '/?compare=none');
  await settled(page);
  const chart = page.getByRole('application', { name: 'Active users over time' });
  await page.locator('.chart canvas').waitFor();
  await chart.focus();
  await page.keyboard.press('Home');
  const first = await chart.getByRole('status').textContent();
  await page.keyboard.press('ArrowRight');
  const second = await chart.getByRole('status').textContent();
  await page.getByText('Show as a table').click();
  const rows = page.getByRole('region', { name: 'Active users over time' }).locator('tbody tr');
  await expect.poll(() => rows.count()).toBe(7);
  for (const [index, text] of [first, second].entries()) {
    const row = rows.nth(index);
    expect(text).toContain(await row.locator('th').textContent());
    expect(text).toContain(await row.locator('td').textContent());
  }
  await page.context().close();
});

test('the first thing the keyboard reaches skips the navigation', async () => {
  const page = await openPage(browser, server, '/set-up');
  await settled(page);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  await page.context().close();
});

test('the keyboard shows where it is on every page', async () => {
  const page = await openPage(browser, server, '/');
  const problems: Record<string, string[]> = {};
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(server.url + path);
    await settled(page);
    const hidden = await hiddenFocus(page, 45);
    if (hidden.length > 0) problems[name] = hidden;
  }
  expect(problems).toEqual({});
  await page.context().close();
});

test('language and theme change at once and are kept', async () => {
  const page = await openPage(browser, server, '/');
  await page.getByLabel('Language').selectOption('ko');
  await page.getByRole('heading', { level: 1, name: '개요' }).waitFor();
  await page.getByLabel('테마').selectOption('dark');
  const looks = () =>
    page.evaluate(() => ({
      background: getComputedStyle(document.body).backgroundColor,
      paper: getComputedStyle(document.querySelector('.card') ?? document.body).backgroundColor,
      language: document.documentElement.lang,
    }));
  const wanted = { background: 'rgb(18, 18, 18)', paper: 'rgb(30, 30, 30)', language: 'ko' };
  expect(await looks()).toEqual(wanted);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: '개요' }).waitFor();
  expect(await looks()).toEqual(wanted);

  await page.getByLabel('언어').selectOption('zh');
  await page.getByRole('heading', { level: 1, name: '概览' }).waitFor();
  await page.context().close();
});

test('a reader is met in the language of the browser', async () => {
  const page = await openPage(browser, server, '/live', { locale: 'zh-CN' });
  await page.getByRole('heading', { level: 1, name: '实时' }).waitFor();
  await page.context().close();
});

test('the overview loads at most 250 KB, and nothing that breaks the content security policy', async () => {
  const page = await openPage(browser, server, '/set-up');
  const problems: string[] = [];
  const files = new Set<string>();
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('response', (response) => {
    const file = /\/assets\/([^?]+)$/.exec(response.url())?.[1];
    if (file !== undefined) files.add(file);
  });
  await page.goto(`${server.url}/`);
  await settled(page);
  await page.locator('.world-map').waitFor();
  const assets = join(server.pageDir, 'assets');
  const compressed = new Set(await readdir(assets));
  const sizes = await Promise.all(
    [...files].map(
      async (file) => (await stat(join(assets, compressed.has(`${file}.gz`) ? `${file}.gz` : file))).size,
    ),
  );
  expect(files.size).toBeGreaterThan(5);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
  expect(problems).toEqual([]);
  await page.context().close();
});
