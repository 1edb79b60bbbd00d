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
  const track = (profileId: string, name: string) => ({ type: 'track', payload: { name, profileId } });
  await server.send([
    ...['ann', 'bob', 'cid', 'dan'].map((person) => track(person, 'tutorial_start')),
    ...['ann', 'bob', 'cid'].map((person) => track(person, 'tutorial_complete')),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const dialog = (page: Page) => page.getByRole('dialog');
const row = (page: Page, text: string) => page.locator('.thing').filter({ hasText: text });

interface ShareLink {
  readonly id: string;
  readonly name: string;
  readonly hasPassword: boolean;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}
const links = () => manage<ShareLink[]>(server, 'share-links');

test('a report is shared from its page by a link with a password, which shows it to who knows both', async () => {
  const page = await openPage(browser, server, '/funnels?step=tutorial_start&step=tutorial_complete');
  await settled(page);
  const share = page.getByRole('button', { name: 'Share', exact: true });
  await share.click();
  await dialog(page).getByLabel('Title of the shared page').fill('How far they get');
  await dialog(page).getByLabel('Password').fill('correct horse');
  await dialog(page).getByLabel('Ends on').fill('2099-12-31');
  expect([...(await accessibilityProblems(page)), ...(await contrastProblems(page))]).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Make the link' }).click();
  const link = (await dialog(page).locator('code').textContent()) ?? '';
  expect(link).toMatch(new RegExp(`^${server.url}/shared/[\\w-]+$`));
  const [made] = await links();
  const { timezone } = await manage<{ timezone: string }>(server, '');
  expect(made).toMatchObject({ name: 'How far they get', hasPassword: true });
  // The end of the day by the project's clock.
  const local = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  expect(local.format(new Date(made?.expiresAt ?? 0))).toBe('31/12/2099, 23:59:59');

  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  expect(new URL(page.url()).searchParams.has('dialog')).toBe(false);
  await expect.poll(() => share.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.context().close();

  const visitor = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await visitor.goto(link);
  await visitor.getByRole('heading', { name: 'How far they get' }).waitFor();
  await visitor.getByLabel('Password').fill('wrong horse');
  await visitor.getByRole('button', { name: 'Open' }).click();
  await visitor.getByRole('alert').getByText('This is not the password of the link.').waitFor();
  await visitor.getByLabel('Password').fill('correct horse');
  await visitor.getByRole('button', { name: 'Open' }).click();
  const funnel = visitor.getByRole('region', { name: 'Steps' });
  await funnel.getByText('75%').first().waitFor();
  const asked = await server.ask<{ steps: { count: number }[] }>(
    `/funnel?steps=${encodeURIComponent(JSON.stringify([{ name: 'tutorial_start' }, { name: 'tutorial_complete' }]))}`,
  );
  expect(asked.steps.map(({ count }) => count)).toEqual([4, 3]);
  // Nobody behind a bar can be looked at.
  expect(await funnel.getByRole('button', { disabled: false }).count()).toBe(0);
  expect([...(await accessibilityProblems(visitor)), ...(await contrastProblems(visitor))]).toEqual([]);
  await visitor.context().close();
});

test('a board is shared in another language, its visits are listed, and revoking ends it', async () => {
  const saved = await manage<{ id: string }>(server, 'saved-reports', 'POST', {
    name: 'Everybody',
    report: 'overview',
    query: { search: '', parameters: {} },
  });
  const items = [
    { id: 'f', kind: 'figure', savedReportId: saved.id, figure: 'active_users', width: 'half' },
    { id: 'n', kind: 'note', text: '## Read this' },
  ];
  const board = await manage<{ id: string }>(server, 'boards', 'POST', { name: 'Shown board', items });
  const page = await openPage(browser, server, `/settings/share-links?lang=ko`);
  await page.getByRole('heading', { level: 1, name: '설정' }).waitFor();
  await page.getByRole('button', { name: '보드 공유' }).click();
  await dialog(page).getByLabel('보드').selectOption(board.id);
  await dialog(page).getByLabel('공유 페이지 제목').fill('모두 보기');
  await dialog(page).getByLabel('비밀번호').fill('short');
  await dialog(page)
    .locator('form')
    .evaluate((form: HTMLFormElement) => {
      form.noValidate = true;
    });
  await dialog(page).getByRole('button', { name: '링크 만들기' }).click();
  await dialog(page).getByRole('alert').getByText('비밀번호는 8자 이상이어야 합니다.').waitFor();
  const isFocused = () =>
    dialog(page)
      .getByLabel('비밀번호')
      .evaluate((input) => input === document.activeElement);
  await expect.poll(isFocused).toBe(true);
  await dialog(page).getByLabel('비밀번호').fill('');
  await dialog(page).getByRole('button', { name: '링크 만들기' }).click();
  const link = (await dialog(page).locator('code').textContent()) ?? '';

  const visitor = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
  await visitor.goto(link);
  await visitor.locator('.board-figure__value').waitFor();
  expect(await visitor.locator('.board-figure__value').textContent()).toBe('4');
  await visitor.getByRole('heading', { name: 'Read this' }).waitFor();

  await page.goBack();
  await dialog(page).waitFor({ state: 'detached' });
  await row(page, '모두 보기').getByRole('button', { name: '방문: 모두 보기' }).click();
  await dialog(page).getByRole('row').first().waitFor();
  await page.keyboard.press('Escape');
  await row(page, '모두 보기').getByRole('button', { name: '폐기: 모두 보기' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: '폐기' }).click();
  await row(page, '모두 보기').locator('.badge').getByText('폐기').waitFor();
  expect((await links()).find(({ name }) => name === '모두 보기')?.revokedAt).not.toBeNull();
  await visitor.reload();
  await visitor.getByText('此链接无效或已失效').last().waitFor();
  await Promise.all([page.context().close(), visitor.context().close()]);
});

test('people are invited by a link, join, get another role and leave; who may not, sees no button', async () => {
  const page = await openPage(browser, server, '/settings/members');
  await settled(page);
  const invite = async (role: string) => {
    await page.getByRole('button', { name: 'Invite' }).click();
    await dialog(page).getByLabel('Role').selectOption(role);
    await dialog(page).getByRole('button', { name: 'Make the link' }).click();
    const link = (await dialog(page).locator('code').textContent()) ?? '';
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    return link;
  };
  const members = () => manage<{ userId: string; role: string }[]>(server, 'members');
  const first = await invite('viewer');

  const eve = await (await browser.newContext({ locale: 'en-US' })).newPage();
  await eve.goto(first);
  await eve.getByText('You are invited to a project.').waitFor();
  await eve.getByRole('button', { name: 'I have an account' }).click();
  await eve.getByLabel('Gatrix token').fill(tokenOf('eve'));
  await eve.getByRole('button', { name: 'Sign in' }).click();
  await eve.getByText('Signed in as eve').waitFor();
  await eve.getByRole('button', { name: 'Join' }).click();
  await eve.waitForURL(new RegExp(`/p/${server.credentials.projectId}/`));
  expect(await members()).toMatchObject([{ userId: 'eve', role: 'viewer' }]);
  await eve.getByRole('link', { name: 'Settings' }).click();
  await row(eve, 'eve').getByText('you', { exact: true }).waitFor();
  expect(await eve.getByRole('button', { name: 'Invite' }).count()).toBe(0);
  expect(await eve.getByRole('button', { name: 'Change role' }).count()).toBe(0);
  await eve.goto(`${server.url}/p/${server.credentials.projectId}/funnels`);
  // It is there once the role is known.
  await eve.getByRole('link', { name: 'Settings' }).waitFor();
  await eve.getByRole('button', { name: 'Saved reports' }).waitFor();
  expect(await eve.getByRole('button', { name: 'Share', exact: true }).count()).toBe(0);

  // The link works once.
  await eve.goto(first);
  await eve.getByRole('button', { name: 'Join' }).click();
  await eve.getByRole('alert').getByText('This invitation was used').waitFor();

  await page.reload();
  await row(page, 'used by eve').waitFor();
  await page.getByRole('button', { name: 'Change role: eve' }).click();
  await dialog(page).getByLabel('Role of eve').selectOption('editor');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await row(page, 'eve').getByText('Editor', { exact: true }).waitFor();
  expect(await members()).toMatchObject([{ userId: 'eve', role: 'editor' }]);

  await manage(server, 'members/mallory', 'PUT', { role: 'viewer' });
  await page.reload();
  await page.getByRole('button', { name: 'Remove: mallory' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove: mallory' }).waitFor({ state: 'detached' });
  expect(await members()).toHaveLength(1);

  await eve.goto(`${server.url}/p/${server.credentials.projectId}/settings/members`);
  await eve.getByRole('button', { name: 'Leave: eve' }).click();
  await eve.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click();
  await eve.getByText('You are not a member of any project yet').waitFor();
  expect(await members()).toEqual([]);
  await Promise.all([page.context().close(), eve.context().close()]);
});

test('a first account is made from the sign-in link, and signs in again by its name and password', async () => {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(server.signInUrl);
  await page.getByRole('link', { name: 'Make an account' }).click();
  const card = page.getByRole('region', { name: 'Make an account' });
  await card.getByLabel('Name').fill('Mina Park');
  await card.getByLabel('Password').fill('correct horse ');
  await card.getByRole('button', { name: 'Make an account' }).click();
  await row(page, 'Mina Park').getByText('you', { exact: true }).waitFor();
  await row(page, 'Mina Park').getByText('Owner', { exact: true }).waitFor();
  await card.waitFor({ state: 'detached' });
  await page.context().clearCookies();
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect([...(await accessibilityProblems(page)), ...(await contrastProblems(page))]).toEqual([]);
  await page.getByLabel('Name').fill('Mina Park');
  await page.getByLabel('Password').fill('correct horse');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('the name or the password is wrong').waitFor();
  await page.getByLabel('Password').fill('correct horse ');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await row(page, 'Mina Park').getByText('you', { exact: true }).waitFor();
  await page.context().close();
});

test('who is invited joins with a name and a password of their own, and changes it', async () => {
  const { token } = await manage<{ token: string }>(server, 'invitations', 'POST', { role: 'viewer' });
  const joon = await (await browser.newContext({ locale: 'en-US' })).newPage();
  joon.setDefaultTimeout(20_000);
  await joon.goto(`${server.url}/join#${token}`);
  await joon.getByLabel('Name').fill('mina park');
  await joon.getByLabel('Password').fill('battery staple');
  await joon.getByRole('button', { name: 'Join' }).click();
  await joon.getByRole('alert').getByText('Somebody else has this name here.').waitFor();
  await joon.getByLabel('Name').fill('Joon');
  expect([...(await accessibilityProblems(joon)), ...(await contrastProblems(joon))]).toEqual([]);
  await joon.getByRole('button', { name: 'Join' }).click();
  await joon.waitForURL(new RegExp(`/p/${server.credentials.projectId}/`));
  await joon.goto(`${server.url}/settings/members`);
  await joon.getByRole('button', { name: 'Change password: Joon' }).click();
  await dialog(joon).getByLabel('Password now').fill('battery staples');
  await dialog(joon).getByLabel('New password').fill('a new staple');
  await dialog(joon).getByRole('button', { name: 'Change password' }).click();
  await dialog(joon).getByRole('alert').getByText('This is not your password.').waitFor();
  await dialog(joon).getByLabel('Password now').fill('battery staple');
  await dialog(joon).getByRole('button', { name: 'Change password' }).click();
  await dialog(joon).waitFor({ state: 'detached' });
  const members = await manage<{ name: string | null; role: string }[]>(server, 'members');
  expect(members).toMatchObject([
    { name: 'Mina Park', role: 'owner' },
    { name: 'Joon', role: 'viewer' },
  ]);
  await joon.context().close();
});

test('the pages can be used without sight, in the dark and on a phone', async () => {
  const page = await openPage(browser, server, '/settings/members', {
    ...{ width: 390, height: 800, colorScheme: 'dark' },
  });
  for (const path of ['members', 'share-links', 'share-links?dialog=new']) {
    await page.goto(`${server.url}/settings/${path}`);
    await settled(page);
    if (path.includes('dialog')) await dialog(page).getByRole('button').last().waitFor();
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
