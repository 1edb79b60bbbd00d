import { execFile } from 'node:child_process';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type {
  BreakdownData,
  FunnelData,
  MetricsData,
  MonetizationData,
  PagesData,
  RetentionData,
  TimeseriesData,
} from '@gatrix/analytics-protocol/insights';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { downloadedText, openPage, settled } from './browser.ts';
import { money } from './reading.ts';
import { seedMessages } from './seed.ts';
import { startServer, type TestServer } from './server.ts';

// A busy machine takes a minute to build the page and start the server.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 });

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), browserForTest()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const days = () => {
  const today = new Date().toISOString().slice(0, 10);
  const first = new Date(Date.now() - 6 * 86_400_000).toISOString().slice(0, 10);
  return `startDate=${first}&endDate=${today}`;
};
/** The figures as the tiles show them on hover, to the last digit. */
const figures = async (page: Page) => {
  await settled(page);
  const tile = (id: string) => page.locator(`[data-metric="${id}"] .kpi__value`).getAttribute('title');
  return {
    visitors: await tile('visitors'),
    sessions: await tile('sessions'),
    views: await tile('views'),
    events: await tile('events'),
    bounce: await tile('bounce'),
    revenue: await tile('revenue'),
  };
};
const written = (data: MetricsData) => {
  const exact = (value: number) => new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(value);
  return {
    visitors: exact(data.unique_visitors),
    sessions: exact(data.total_sessions),
    views: exact(data.total_screen_views),
    events: exact(data.total_events),
    bounce: `${exact(data.bounce_rate)} %`,
    revenue: money(data.total_revenue),
  };
};

describe('the first visit', () => {
  test('Back closes what is saved and the menu of a phone, and the title says which tab is open', async () => {
    const page = await openPage(browser, server, '/live', { width: 390 });
    await heading(page, 'Live').waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Funnels' }).click();
    await heading(page, 'Funnels').waitFor();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    for (const name of ['Saved reports', 'Menu']) {
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('dialog').waitFor();
      await page.goBack();
      await expect.poll(() => page.getByRole('dialog').count(), { message: name }).toBe(0);
      expect(new URL(page.url()).pathname).toMatch(/\/funnels$/);
    }
    // The menu is no page of its own on the way back.
    await page.goBack();
    await heading(page, 'Live').waitFor();
    await page.goto(`${server.url}/settings/channels`);
    await expect.poll(() => page.title()).toBe('Channels · Settings · Gatrix Analytics');
    await page.context().close();
  });

  test.each(['live', 'users', 'boards', 'settings/members', ''])(
    'the page /%s names its time zone',
    async (path) => {
      const page = await openPage(browser, server, `/${path}`);
      await settled(page);
      expect(await page.getByRole('main').textContent()).toContain('UTC');
      await page.context().close();
    },
  );

  test('a sign-in that is refused says why in the language of the reader', async () => {
    const context = await browser.newContext({ locale: 'ko-KR' });
    const page = await context.newPage();
    await page.goto(server.url);
    await page.getByLabel('클라이언트 ID').fill(server.credentials.root.id);
    await page.getByLabel('클라이언트 시크릿').fill('not the secret');
    await page.getByRole('button', { name: '로그인', exact: true }).click();
    await page.getByText('로그인할 수 없습니다: ID 또는 시크릿이 올바르지 않습니다.').waitFor();
    await context.close();
  });

  test('the printed link signs in without a secret, works once, and leaves no token in the address', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(server.signInUrl);
    await heading(page, 'Overview').waitFor();
    expect(page.url()).toBe(`${server.url}/p/${server.credentials.projectId}/`);

    const other = await (await browser.newContext()).newPage();
    await other.goto(server.signInUrl);
    await heading(other, 'Sign in').waitFor();
    expect(await other.getByRole('alert').textContent()).toContain('used before');
    await other.context().close();
    await page.context().close();
  });

  test('the address names the project, and says where it is not open to the reader', async () => {
    const { projectId } = server.credentials;
    const page = await openPage(browser, server, '/funnels?step=a');
    await page.waitForURL(`${server.url}/p/${projectId}/funnels?step=a`);
    await heading(page, 'Funnels').waitFor();
    await page.getByRole('link', { name: 'Retention' }).click();
    await page.waitForURL(`${server.url}/p/${projectId}/retention*`);
    await page.goto(`${server.url}/p/somebody-elses/funnels`);
    await page.getByText('The project of this address is not there').waitFor();
    await page.getByRole('link', { name: /^Open / }).click();
    await page.waitForURL(`${server.url}/p/${projectId}/`);
    await heading(page, 'Overview').waitFor();
    await page.context().close();
  });

  test('every report without any event leads to the set-up', async () => {
    const page = await openPage(browser, server, '/');
    const next = page.getByRole('main').getByRole('link', { name: 'Set-up' });
    for (const path of [
      '/explore',
      '/active-users',
      '/retention',
      '/flows',
      '/sessions',
      '/events',
      '/monetization',
      '/funnels?step=a&step=b',
      '/',
    ]) {
      await page.goto(server.url + path);
      await next.waitFor();
    }
    await page.getByRole('main').getByRole('link', { name: 'Set-up' }).click();
    await heading(page, 'Set-up').waitFor();
    await page.context().close();
  });

  test('the set-up waits for the first event and turns green by itself', async () => {
    const page = await openPage(browser, server, '/set-up');
    await page.getByRole('heading', { name: 'Waiting for the first event' }).waitFor();
    const snippet = await page.locator('pre').first().textContent();
    expect(snippet).toContain(server.url);
    expect(snippet).toContain(server.credentials.write.id);
    await server.send(seedMessages(Date.now()));
    await page.getByRole('heading', { name: 'Events are arriving' }).waitFor();
    await page.context().close();
  });
});

test('a range without what is asked for leads to where it may be', async () => {
  const page = await openPage(browser, server, '/sessions?from=2020-01-01&to=2020-01-31');
  await page.getByRole('button', { name: /^Show / }).click();
  await page.locator('tbody tr').first().waitFor();

  await page.goto(`${server.url}/retention?start=nobody_does_this`);
  await page.getByText('Nobody started in this range.').waitFor();
  await page.getByRole('button', { name: 'Last 90 days' }).click();
  await page.waitForURL(/range=90d/);

  await page.goto(`${server.url}/events?filter=os~is~CP/M`);
  await page.getByRole('main').getByText('No event in this range matches the filters.').waitFor();
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.locator('tbody tr').first().waitFor();
  await page.context().close();
});

test('all time begins with the month of the first event', async () => {
  const page = await openPage(browser, server, '/sessions?range=today');
  await page.getByRole('button', { name: /^Date range/ }).click();
  await page.getByRole('button', { name: 'All time' }).click();
  const today = new Date().toISOString().slice(0, 10);
  const question = `startDate=1970-01-01&endDate=${today}&interval=month`;
  const months = await server.ask<TimeseriesData>(`/timeseries?${question}`);
  const first = months.find(({ total_events }) => total_events > 0)?.date.slice(0, 10);
  expect(first).toMatch(/^20..-..-01$/);
  await page.waitForURL((url) => url.search.includes(`from=${first}&to=${today}`));
  await page.locator('tbody tr').first().waitFor();
  await page.context().close();
});

describe('the overview', () => {
  test('shows the numbers that the query API gives', async () => {
    const page = await openPage(browser, server, '/');
    expect(await figures(page)).toEqual(written(await server.ask<MetricsData>(`/metrics?${days()}`)));

    const sources = await server.ask<BreakdownData>(`/breakdown?dimension=referrer_name&${days()}`);
    const rows = page.getByRole('region', { name: 'Sources' }).locator('tbody tr');
    const shown = await rows.evaluateAll((all) =>
      all.map((row) => [
        row.querySelector('button')?.textContent,
        row.querySelector('td.number')?.textContent,
      ]),
    );
    expect(new Map(shown.map(([name, count]) => [name, Number(count)]))).toEqual(
      new Map(sources.map(({ name, unique_visitors }) => [name || 'Direct or unknown', unique_visitors])),
    );

    const entries = await server.ask<PagesData>(`/pages?by=entry&${days()}`);
    const pages = page.getByRole('region', { name: 'Pages' });
    await pages.getByRole('tab', { name: 'Entry' }).click();
    const first = pages.locator('tbody tr').first();
    await first.getByRole('button', { name: entries[0]?.path ?? '', exact: true }).waitFor();
    expect(await first.locator('td.number').first().textContent()).toBe(String(entries[0]?.sessions));
    await page.context().close();
  });

  test('asks each report once, all but the slow list of events and who is here before any is answered, and gets its scripts in few files', async () => {
    const page = await openPage(browser, server, '/health');
    const asked: string[] = [];
    const scripts: string[] = [];
    const all = new Promise<void>((resolve) =>
      page.on('request', (request) => {
        const { pathname, search } = new URL(request.url());
        if (pathname.endsWith('.js')) scripts.push(pathname);
        if (/\/insights\/[^/]+\/(metrics|timeseries|pages|breakdown|live)$/.test(pathname))
          asked.push(pathname + search);
        if (asked.length === 6) resolve();
      }),
    );
    const isSlow = (question: string) => /dimension=name|\/live\?/.test(question);
    // The first question has no answer before all others are asked, and for long enough to ask one more.
    const early: string[] = [];
    await page.route('**/insights/*/metrics?*', async (route) => {
      await all;
      await page.locator('.world-map').waitFor();
      early.push(...asked);
      await route.continue();
    });
    await page.goto(`${server.url}/`);
    await settled(page);
    await page.locator('.chart canvas').waitFor();
    await page.locator('.world-map').waitFor();
    expect(early).toHaveLength(6);
    expect(early.filter(isSlow)).toEqual([]);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked).toHaveLength(8);
    expect(asked.slice(-2).filter(isSlow)).toHaveLength(2);
    expect(scripts.length).toBeLessThanOrEqual(8);
    await page.context().close();
  });

  test('filters by what is clicked, keeps that in the address, and lets it go again', async () => {
    const page = await openPage(browser, server, '/');
    await page.getByRole('region', { name: 'Sources' }).getByRole('button', { name: 'Google' }).click();
    const filters = JSON.stringify({ and: [{ field: 'session.referrer_name', op: 'is', value: 'Google' }] });
    const filtered = written(
      await server.ask<MetricsData>(`/metrics?${days()}&filters=${encodeURIComponent(filters)}`),
    );
    await page.getByRole('list', { name: 'Filters' }).waitFor();
    expect(await figures(page)).toEqual(filtered);

    await page.reload();
    expect(await figures(page)).toEqual(filtered);

    await page.getByRole('button', { name: /Remove the filter/ }).click();
    await page.getByRole('list', { name: 'Filters' }).waitFor({ state: 'detached' });
    expect(await figures(page)).toEqual(written(await server.ask<MetricsData>(`/metrics?${days()}`)));
    await page.context().close();
  });

  test('a range and a filter chosen with the keyboard alone are in the shared address', async () => {
    const page = await openPage(browser, server, '/');
    await settled(page);
    await page.getByRole('button', { name: /Date range/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Last 30 days' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/range=30d/);
    await page.getByRole('button', { name: 'Add filter' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Field').selectOption('device');
    await page.getByLabel('Value').fill('mobile');
    await page.keyboard.press('Enter');
    await page.waitForURL(/filter=device/);

    const other = await openPage(browser, server, page.url().slice(server.url.length));
    expect(await figures(other)).toEqual(await figures(page));
    await other.context().close();
    await page.context().close();
  });

  test('the details have every column, and leave as CSV that a spreadsheet opens', async () => {
    const page = await openPage(browser, server, '/');
    const pages = page.getByRole('region', { name: 'Pages' });
    await pages.getByRole('button', { name: /Details/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('columnheader', { name: 'Bounce rate' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const text = await downloadedText(download);
    const top = await server.ask<PagesData>(`/pages?${days()}`);
    expect(text.charCodeAt(0)).toBe(0xfeff);
    expect(text.split('\r\n')[1]).toBe(
      [
        top[0]?.path,
        top[0]?.views,
        top[0]?.active_users,
        top[0]?.unique_visitors,
        top[0]?.sessions,
        top[0]?.bounce_rate,
        top[0]?.avg_duration,
      ].join(','),
    );
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.context().close();
  });
});

describe('the reports', () => {
  test('a funnel is built by hand and shows what the query API counts', async () => {
    const page = await openPage(browser, server, '/funnels?range=30d');
    await page.getByLabel('Step 1', { exact: true }).selectOption('sign_up');
    await page.getByLabel('Step 2', { exact: true }).selectOption('purchase');
    await settled(page);
    const today = new Date().toISOString().slice(0, 10);
    const first = new Date(Date.now() - 29 * 86_400_000).toISOString().slice(0, 10);
    const data = await server.ask<FunnelData>(
      `/funnel?steps=sign_up,purchase&startDate=${first}&endDate=${today}`,
    );
    const counts = await page.locator('.funnel tbody tr td:nth-child(2)').allTextContents();
    expect(counts).toEqual(data.steps.map(({ count }) => String(count)));
    expect(data.steps[1]?.count).toBeGreaterThan(0);
    await page.context().close();
  });

  test('retention has a row for each cohort with people, of the size the query API gives', async () => {
    const page = await openPage(browser, server, '/retention?range=30d');
    await settled(page);
    const sizes = await page.locator('.heat tbody tr:not(.heat__average) td:nth-child(2)').allTextContents();
    const data = await server.ask<RetentionData>('/retention?periods=31');
    expect(sizes).toEqual(data.cohorts.filter(({ size }) => size > 0).map(({ size }) => String(size)));
    expect(sizes.length).toBeGreaterThan(5);
    await page.context().close();
  });

  test('an event shows up in the ticker the moment it is stored', async () => {
    const page = await openPage(browser, server, '/set-up');
    // Waited for before it is asked: the stream's answer may come before the page is drawn.
    await Promise.all([
      page.waitForResponse((response) => response.url().includes('/live/stream')),
      page.goto(`${server.url}/live`),
    ]);
    const ticker = page.getByRole('region', { name: 'As it happens' });
    await ticker.waitFor();
    await server.send([{ type: 'track', payload: { name: 'just_now', deviceId: 'someone' } }]);
    await ticker.getByRole('button', { name: 'Show just_now' }).waitFor();
    const burst = Array.from({ length: 900 }, (_, index) => ({
      type: 'track',
      payload: { name: 'burst', deviceId: `d${index % 50}` },
    }));
    await server.send(burst);
    const note = ticker.getByText(/^More events come in than are shown: these are the newest of \d+\.$/);
    await note.waitFor();
    await ticker.getByRole('button', { name: 'Show burst' }).first().waitFor();
    await note.waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('a person has their facts and all their events', async () => {
    await server.send([
      { type: 'identify', payload: { profileId: 'player-0', firstName: 'Ada', email: 'ada@example.com' } },
    ]);
    const page = await openPage(browser, server, '/users');
    await page.getByRole('link', { name: 'Ada' }).click();
    await heading(page, 'Ada').waitFor();
    await page.getByText('ada@example.com').waitFor();
    const { total_events } = await server.ask<{ total_events: number }>('/profiles/player-0');
    await settled(page);
    const timeline = page.getByRole('region', { name: 'Timeline' }).first();
    await expect.poll(() => timeline.locator('tbody tr').count()).toBe(total_events);
    await page.context().close();
  });
});

describe('clients', () => {
  test('are made on the set-up page, with a secret that works until they are revoked', async () => {
    const page = await openPage(browser, server, '/set-up');
    const card = page.getByRole('region', { name: 'Clients' }).first();
    await card.getByLabel('Name').fill('Reports for finance');
    await card.getByLabel('Type').selectOption('read');
    await card.getByRole('button', { name: 'Create a client' }).click();
    const secret = await card.getByRole('status').locator('code').textContent();
    const row = card.getByRole('row', { name: /Reports for finance/ });
    const id = await row.locator('code').textContent();
    const status = async () => {
      const headers = { 'openpanel-client-id': id ?? '', 'openpanel-client-secret': secret ?? '' };
      const { url, credentials } = server;
      return (await fetch(`${url}/insights/${credentials.projectId}/metrics`, { headers })).status;
    };
    expect(await status()).toBe(200);

    await row.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('revoked').waitFor();
    await expect.poll(status, { interval: 200 }).toBe(401);
    await page.context().close();
  });

  test('whose secret was just made are in the lines for servers, which can be run as they are', async () => {
    const page = await openPage(browser, server, '/set-up');
    const clients = page.getByRole('region', { name: 'Clients' }).first();
    await clients.getByLabel('Name').fill('Our backend');
    await clients.getByRole('button', { name: 'Create a client' }).click();
    const secret = (await clients.getByRole('status').locator('code').textContent()) ?? '';
    const id = await clients
      .getByRole('row', { name: /Our backend/ })
      .locator('code')
      .textContent();
    const lines = page.getByRole('region', { name: 'From anywhere' }).locator('code');
    await expect.poll(() => lines.textContent()).toContain(secret);
    const { stdout } = await promisify(execFile)('sh', ['-c', `${await lines.textContent()} -s`]);
    expect(JSON.parse(stdout)).toMatchObject({ success: true });

    const games = page.getByRole('region', { name: 'From a server or a game' }).first();
    for (const name of ['Node.js', 'Python']) {
      await games.getByLabel('From a server or a game').selectOption(name);
      expect(await games.locator('pre').textContent(), name).toContain(id);
    }
    for (const name of ['Unity (C#)', 'Godot', 'Unreal (C++)']) {
      await games.getByLabel('From a server or a game').selectOption(name);
      // The project's domain stands in for a secret.
      expect(await games.locator('pre').textContent(), name).toContain('"https://localhost"');
      expect(await games.locator('pre').textContent(), name).toContain(server.credentials.write.id);
    }
    await page.context().close();
  });
});

describe('vendors', () => {
  test('are ticked off on the set-up page, which shows the lines of those that are on', async () => {
    const page = await openPage(browser, server, '/set-up');
    const card = page.getByRole('region', { name: 'Another vendor’s SDK' }).first();
    const { url, credentials } = server;
    const send = async () => {
      const body = JSON.stringify({ api_key: credentials.write.id, batch: [] });
      return (await fetch(`${url}/batch/`, { method: 'POST', body })).status;
    };
    expect(await send()).toBe(200);
    await card.locator('summary', { hasText: 'PostHog' }).click();
    const lines = card.getByText(`posthog.init('${credentials.write.id}', { api_host: '${url}' })`);
    await lines.waitFor();
    await card.getByRole('checkbox', { name: 'PostHog' }).click();
    await lines.waitFor({ state: 'detached' });
    await expect.poll(send, { interval: 200 }).toBe(403);
    await page.context().close();
  });
});

describe('money', () => {
  test('in a currency without a rate is shown apart, until rates are uploaded on the set-up page', async () => {
    // One without a currency is of whatever the project reports in, so that there are figures in each.
    const amounts = { won: { __revenue: 5000, currency: 'KRW' }, any: { __revenue: 12 } };
    await server.send(
      Object.entries(amounts).map(([profileId, properties]) => ({
        type: 'track',
        payload: { name: 'purchase', profileId, properties },
      })),
    );
    // The page does not ask again: it is opened once the events are stored.
    const buyers = async () =>
      (await server.ask<{ profile_id: string }[]>('/events?limit=50')).map((event) => event.profile_id);
    await expect.poll(buyers).toEqual(expect.arrayContaining(Object.keys(amounts)));
    const page = await openPage(browser, server, '/monetization');
    const note = page.getByTestId('unconverted');
    await note.waitFor();
    expect(await note.textContent()).toContain('₩5,000');
    const before = (await server.ask<MonetizationData>(`/monetization?${days()}`)).revenue;
    await page.goto(`${server.url}/set-up`);
    const card = page.getByRole('region', { name: 'Currency and exchange rates' });
    const upload = (csv: string) =>
      card.getByLabel('Upload rates').setInputFiles({
        ...{ name: 'rates.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) },
      });
    await upload('day,currency,rate\n2020-01-01,KRW,cheap\n');
    await card.getByRole('alert').waitFor();
    expect(await card.getByRole('alert').textContent()).toContain('Line 2: The rate');
    await upload('day,currency,rate\n2020-01-01,KRW,0.001\n');
    await card.getByRole('rowheader', { name: 'KRW' }).waitFor();
    const after = (await server.ask<MonetizationData>(`/monetization?${days()}`)).revenue;
    expect(after).toBeCloseTo(before + 5, 6);
    await card.getByLabel('Reporting currency').fill('jpy');
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByText('There are no rates in JPY yet.').waitFor();
    await page.goto(`${server.url}/monetization`);
    await note.waitFor();
    expect(await page.locator('.figure__value').first().textContent()).toMatch(/^¥[\d,.K]+$/);
    await page.goto(`${server.url}/set-up`);
    await card.getByLabel('Reporting currency').fill('USD');
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByRole('rowheader', { name: 'KRW' }).waitFor();

    await card.getByRole('button', { name: 'Delete: KRW' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await card.getByText('There are no rates in USD yet.').waitFor();
    await expect
      .poll(async () => (await server.ask<MonetizationData>(`/monetization?${days()}`)).revenue)
      .toBeCloseTo(before, 6);
    await page.context().close();
  });
});

describe('when something fails', () => {
  test('says what happened and loads again when asked', async () => {
    const page = await openPage(browser, server, '/retention');
    await settled(page);
    await page.route('**/funnel?*', (route) => route.abort());
    await page.goto(`${server.url}/funnels?step=sign_up&step=purchase`);
    const alert = page.getByRole('alert');
    await alert.waitFor({ timeout: 15_000 });
    expect(await alert.textContent()).toContain('The server cannot be reached');
    await page.unroute('**/funnel?*');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Overall conversion').waitFor();
    await page.context().close();
  });

  test('a session that is over leads to the sign-in, and from there back to the same report', async () => {
    const page = await openPage(browser, server, '/?range=30d');
    await settled(page);
    await page.context().clearCookies();
    await page.getByRole('button', { name: /Date range/ }).click();
    await page.getByRole('button', { name: 'Last 90 days' }).click();
    await heading(page, 'Sign in').waitFor();
    await page.getByLabel('Client id').fill(server.credentials.read.id);
    await page.getByLabel('Client secret').fill('not the secret');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Client secret').fill(server.credentials.read.secret);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await heading(page, 'Overview').waitFor();
    expect(page.url()).toContain('range=90d');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await heading(page, 'Sign in').waitFor();
    await page.context().close();
  });
});

test('a page that is built again under a running server is served, and a file that is gone is not found', async () => {
  const assets = join(server.pageDir, 'assets');
  const index = join(server.pageDir, 'index.html');
  const [before, files] = [await readFile(index, 'utf8'), await readdir(assets)];
  const main = files.find((name) => name.endsWith('.js') && before.includes(name)) ?? '';
  await Promise.all(files.filter((name) => /\.(br|gz)$/.test(name)).map((name) => rm(join(assets, name))));
  await rename(join(assets, main), join(assets, 'again.js'));
  for (const name of await readdir(assets)) {
    if (!name.endsWith('.js')) continue;
    const script = await readFile(join(assets, name), 'utf8');
    await writeFile(join(assets, name), script.replaceAll(main, 'again.js'));
  }
  await writeFile(index, before.replaceAll(main, 'again.js'));
  const old = await fetch(`${server.url}/assets/${main}`);
  expect([old.status, (await old.json()).error.code]).toEqual([404, 'not_found']);
  const page = await openPage(browser, server, '/set-up');
  await heading(page, 'Set-up').waitFor();
  await page.context().close();
});
