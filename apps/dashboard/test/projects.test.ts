import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { accessibilityProblems, contrastProblems, smallTargets } from './accessibility.ts';
import { openPage, settled } from './browser.ts';
import { manage } from './manage-api.ts';
import { jwtSecret, tokenOf } from './person.ts';
import { startServer, type TestServer } from './server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ JWT_SECRET: jwtSecret }), browserForTest()]);
  await server.send([{ type: 'track', payload: { name: 'purchase', profileId: 'ann' } }]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const dialog = (page: Page) => page.getByRole('dialog');
const row = (page: Page, name: string) => page.locator('.thing').filter({ hasText: name });
const projectsOf = async (userId: string) => {
  const response = await fetch(`${server.url}/manage/projects`, {
    headers: { authorization: `Bearer ${tokenOf(userId)}` },
  });
  return (await response.json()).data as { id: string; name: string; timezone: string }[];
};

test('who has no project makes one, then another, switches, renames, and deletes by typing its name', async () => {
  const page = await openPage(browser, server, '/', { token: tokenOf('zoe') });
  await page.getByText('You are not a member of any project yet').waitFor();
  expect([...(await accessibilityProblems(page)), ...(await contrastProblems(page))]).toEqual([]);
  await page.getByLabel('Name').fill('Starfall');
  await page.getByLabel('Time zone').fill('Mars/Olympus');
  await page.getByRole('button', { name: 'Create the project' }).click();
  await page.getByRole('alert').getByText('such as Asia/Seoul').waitFor();
  await page.getByLabel('Time zone').fill('Asia/Seoul');
  await page.getByRole('button', { name: 'Create the project' }).click();
  await page.waitForURL(/\/p\/[^/]+\//);
  const [first] = await projectsOf('zoe');
  expect(first).toMatchObject({ name: 'Starfall', timezone: 'Asia/Seoul' });

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Project', exact: true }).click();
  await page.getByRole('button', { name: 'New project' }).click();
  await dialog(page).getByLabel('Name').fill('Moonrise');
  await dialog(page).getByRole('button', { name: 'Create the project' }).click();
  await page.waitForURL((url) => !url.pathname.includes(first?.id ?? '') && url.pathname.startsWith('/p/'));
  await page.goto(
    `${server.url}${new URL(page.url()).pathname.split('/').slice(0, 3).join('/')}/settings/project`,
  );
  await row(page, 'Moonrise').getByText('open now').waitFor();
  expect((await projectsOf('zoe')).map(({ name }) => name).sort()).toEqual(['Moonrise', 'Starfall']);

  const card = page.getByRole('region', { name: 'Project', exact: true });
  await card.getByLabel('Name').fill('Moonset');
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByText('Saved').waitFor();
  await row(page, 'Moonset').waitFor();

  await page.getByRole('button', { name: 'Delete the project' }).click();
  await dialog(page).getByLabel('Type the name').fill('Moonrise');
  await dialog(page).getByRole('button', { name: 'Delete' }).click();
  await dialog(page).getByRole('alert').getByText('This is not the name of the project.').waitFor();
  expect(await projectsOf('zoe')).toHaveLength(2);
  await dialog(page).getByLabel('Type the name').fill('Moonset');
  await dialog(page).getByRole('button', { name: 'Delete' }).click();
  await dialog(page).getByText('The project is deleted, with 0 events.').waitFor();
  await dialog(page).getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL(new RegExp(`/p/${first?.id}/`));
  expect((await projectsOf('zoe')).map(({ name }) => name)).toEqual(['Starfall']);
  await page.context().close();
});

test('who has no project can leave', async () => {
  const page = await openPage(browser, server, '/', { token: tokenOf('nobody') });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.context().close();
});

test('a gauge and a token are made, which Prometheus reads by the lines shown, until the token is revoked', async () => {
  await manage(server, 'saved-reports', 'POST', {
    ...{ name: 'Purchases', report: 'explore' },
    query: { search: '', parameters: { series: [{ event: 'purchase', aggregation: 'total' }] } },
  });
  const page = await openPage(browser, server, '/settings/tokens');
  await settled(page);
  await page.getByRole('button', { name: 'New gauge' }).click();
  await dialog(page).getByLabel('Name behind').fill('Purchases!');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await dialog(page).getByRole('alert').getByText('Use letters, digits and underscores alone.').waitFor();
  await dialog(page).getByLabel('Name behind').fill('purchases');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await row(page, 'gatrix_impact_purchases').getByText('Purchases · A: purchase').waitFor();
  const [gauge] = await manage<{ id: string }[]>(server, 'gauges');
  const { value } = await manage<{ value: number }>(server, `gauges/${gauge?.id}`);
  await row(page, 'gatrix_impact_purchases').getByText(String(value), { exact: true }).waitFor();

  await page.getByRole('button', { name: 'New token' }).click();
  await dialog(page).getByLabel('Name').fill('Scraper');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  const shown = dialog(page).locator('code');
  const token = (await shown.first().textContent()) ?? '';
  const lines = (await shown.last().textContent()) ?? '';
  const read = (name: string) => new RegExp(`${name}: (.*)`).exec(lines)?.[1] ?? '';
  expect(lines).toContain(`credentials: ${token} `);
  const target = `${read('scheme')}://${/'(.*)'/.exec(lines)?.[1]}${read('metrics_path')}`;
  const scrape = () => fetch(target, { headers: { authorization: `Bearer ${token}` } });
  expect(await (await scrape()).text()).toContain('gatrix_impact_purchases');
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Revoke: Scraper' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await row(page, 'Scraper').locator('.badge').getByText('revoked').waitFor();
  expect((await scrape()).status).toBeGreaterThanOrEqual(400);

  await page.getByRole('button', { name: 'New token' }).click();
  await dialog(page).getByLabel('Name').fill('Notes');
  await dialog(page).getByLabel('For').selectOption('inbox');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  const inbox = (await dialog(page).locator('code').textContent()) ?? '';
  const event = { type: 'feature_flag_environment_disabled', createdAt: new Date().toISOString() };
  const posted = await fetch(inbox, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ event: { ...event, data: { flagName: 'new_shop' } }, timestamp: Date.now() }),
  });
  expect((await posted.json()).data ?? (await posted.status)).toMatchObject({ noted: true });
  await page.context().close();
});

test('the audit log says who did what, is filtered, and goes on to older rows', async () => {
  for (let index = 0; index < 52; index += 1)
    await manage(server, 'annotations', 'POST', { at: new Date().toISOString(), text: `note ${index}` });
  const page = await openPage(browser, server, '/settings/audit-log');
  const rows = page.getByRole('region', { name: 'Audit log' }).locator('tbody tr');
  await rows.nth(49).waitFor();
  expect(await rows.count()).toBe(50);
  await page.getByRole('button', { name: 'Load more' }).click();
  const whole = await manage<{ actor: string; action: string }[]>(server, 'audit-log?limit=1000');
  await expect.poll(() => rows.count()).toBe(whole.length);
  // The list of actions has all that change something, and each of them is in words.
  const { paths } = await (await fetch(`${server.url}/manage/openapi.json`)).json();
  const changing = Object.values<Record<string, { operationId: string }>>(paths)
    .flatMap((methods) => Object.entries(methods))
    .filter(([method]) => method !== 'get')
    .map(([, { operationId }]) => operationId);
  const options = await page
    .getByLabel('What')
    .locator('option')
    .evaluateAll((all) => all.map((one) => [one.getAttribute('value'), one.textContent]));
  const known = options.map(([value]) => value);
  // A deleted project has no log any more.
  expect(changing.filter((action) => !known.includes(action))).toEqual(['deleteProject']);
  expect(options.filter(([value, name]) => value === name)).toEqual([]);
  await page.getByLabel('What').selectOption({ label: 'Token made' });
  await expect.poll(() => rows.count()).toBe(2);
  const made = await manage<{ actor: string }[]>(server, 'audit-log?action=createToken');
  expect(made).toHaveLength(2);
  expect(new URL(page.url()).searchParams.get('action')).toBe('createToken');
  await rows.first().getByText(`Client ${server.credentials.root.id}`).waitFor();
  await rows.first().getByText('Token made').waitFor();
  await page.goto(`${server.url}/settings/audit-log?actor=user:nobody`);
  await page.getByText('Nothing matches the filter.').waitFor();
  await page.context().close();
});

test('who may not open a page by its link is told why, and all can be used without sight and on a phone', async () => {
  const { projectId } = server.credentials;
  await manage(server, 'members/vera', 'PUT', { role: 'viewer' });
  const page = await openPage(browser, server, `/p/${projectId}/settings/audit-log`, {
    ...{ token: tokenOf('vera'), width: 390, height: 800, colorScheme: 'dark' },
  });
  await page.getByText('This page needs the role Admin; yours is Viewer.').waitFor();
  expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
  for (const [path, text] of [
    ['project', 'The project’s settings are changed by its admins.'],
    ['tokens', 'gatrix_impact_purchases'],
  ] as const) {
    await page.goto(`${server.url}/p/${projectId}/settings/${path}`);
    await page.getByText(text).first().waitFor();
    await settled(page);
    expect(
      await page.getByRole('button', { name: /^(Delete|New (token|gauge)|Revoke|Edit|Save)/ }).count(),
    ).toBe(0);
    const problems = [
      await accessibilityProblems(page),
      await contrastProblems(page),
      await smallTargets(page),
    ];
    expect(problems.flat(), path).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), path).toBe(0);
  }
  await page.context().close();
});

test('what another product counted is shown apart, marked, beside what was counted here', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const total = { visits: 130, events: 0, bounces: 40, visit_seconds: 9_000 };
  await manage(server, 'imports/plausible-page/totals', 'POST', {
    source: 'plausible',
    totals: [
      { ...total, day: today, breakdown: 'day', dimensions: {}, visitors: 1_234, page_views: 4_321 },
      {
        ...total,
        day: today,
        breakdown: 'page',
        dimensions: { path: '/shop' },
        visitors: 777,
        page_views: 888,
      },
    ],
  });
  const page = await openPage(browser, server, '/set-up');
  const card = page.getByRole('region', { name: 'Import earlier data' });
  await card.getByText('Umami', { exact: true }).click();
  const command = `npx gatrix-analytics import umami website_event.csv --project ${server.credentials.projectId}`;
  await card.getByText(command).first().waitFor();
  await card.getByText('Umami', { exact: true }).click();
  await card.getByText('Plausible', { exact: true }).click();
  await card.getByRole('button', { name: 'Copy' }).waitFor();
  await card.getByRole('link', { name: 'Imported totals' }).click();
  await page.getByText('These totals are in no other report.').waitFor();
  const chart = page.getByRole('region', { name: 'Visitors' });
  await chart.getByText('Imported from plausible').first().waitFor();
  await chart.getByText('Counted here').first().waitFor();
  const values = page.getByRole('region', { name: 'By value' });
  await values.getByRole('row', { name: '/shop 777 888' }).waitFor();
  await settled(page);
  expect([...(await accessibilityProblems(page)), ...(await contrastProblems(page))]).toEqual([]);

  await page.goto(`${server.url}/imported-totals?from=2020-01-01&to=2020-01-31`);
  await page.getByText('Nothing was imported for these days.').waitFor();
  await page.getByRole('button', { name: `Show ${today} to ${today}` }).click();
  await page.getByRole('row', { name: '/shop 777 888' }).waitFor();
  for (const [lang, mark, own] of [
    ['ko', '다른 리포트에는 포함되지 않습니다', '여기서 집계'],
    ['zh', '不计入任何其他报表', '本系统统计'],
  ]) {
    await page.goto(`${server.url}/imported-totals?lang=${lang}`);
    await page.getByText(`${mark}`).waitFor();
    await page.getByText(`${own}`).first().waitFor();
  }
  await page.context().close();
});
