import type {
  ActiveUsersData,
  BreakdownData,
  FirstPurchasesData,
  FlowsData,
  FunnelData,
  IngestHealthData,
  LifecycleData,
  LiveData,
  MetricsData,
  MonetizationData,
  ProfileData,
  ProfileItem,
  QueryData,
  RetentionData,
  TimeseriesData,
} from '@gatrix/analytics-protocol/insights';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { downloadedText, openPage, settled } from './browser.ts';
import { exact, exactly, money, savedCsv, texts } from './reading.ts';
import { startServer, type TestServer } from './server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

let whole: TestServer;
let demo: TestServer;
let browser: Browser;

beforeAll(async () => {
  [whole, browser] = await Promise.all([startServer(), browserForTest()]);
  demo = await whole.seedDemo();
});
afterAll(async () => {
  await browser?.close();
  await whole?.close();
});

const dayMs = 86_400_000;
const day = (ago: number) => new Date(Date.now() - ago * dayMs).toISOString().slice(0, 10);
const days30 = () => ({ startDate: day(29), endDate: day(0) });
const search30 = () => new URLSearchParams(days30()).toString();
async function open(path: string): Promise<Page> {
  const page = await openPage(browser, demo, path);
  await settled(page);
  return page;
}

test('the overview: key figures, every day of the chart, and countries', async () => {
  const page = await open('/?range=30d&compare=none');
  const metrics = await demo.ask<MetricsData>(`/metrics?${search30()}`);
  expect(metrics.total_revenue).toBeGreaterThan(0);
  const shown = await exactly(page.locator('.kpi__value'));
  // Some play on two devices: people lead.
  expect(metrics.active_users).toBeLessThan(metrics.unique_visitors);
  const { active_users, unique_visitors, total_sessions, total_screen_views } = metrics;
  expect(shown.slice(0, 4)).toEqual(
    [active_users, unique_visitors, total_sessions, total_screen_views].map(exact),
  );
  expect(shown.at(-1)).toBe(money(metrics.total_revenue));

  await page.getByText('Show as a table').click();
  const series = await demo.ask<TimeseriesData>(`/timeseries?interval=day&${search30()}`);
  const cells = page.getByRole('region', { name: 'Active users over time' }).locator('tbody td');
  expect(await texts(cells)).toEqual(series.map((bucket) => exact(bucket.active_users)));
  // Each figure says what it means.
  const figures = page.getByRole('region', { name: 'Key figures' });
  const hints = figures.getByRole('button', { name: /^\? What/ });
  expect(await hints.count()).toBe(shown.length);
  await hints.nth(5).click();
  await page
    .getByRole('dialog')
    .getByText(/with exactly one and no other event/)
    .waitFor();
  await page.keyboard.press('Escape');

  const countries = await demo.ask<BreakdownData>(`/breakdown?dimension=country&limit=100&${search30()}`);
  const places = page.getByRole('region', { name: 'Places' });
  await places.getByRole('tab', { name: 'Countries' }).click();
  const names = new Intl.DisplayNames('en', { type: 'region' });
  const firstRow = places.locator('tbody tr').first();
  await firstRow.getByText(names.of(countries[0]?.name ?? '') ?? '').waitFor();
  expect(await firstRow.locator('td.number').first().textContent()).toBe(
    exact(countries[0]?.unique_visitors ?? 0),
  );
  await page.context().close();
});

test('live: how many are here, and where they are from', async () => {
  // Nearly all that was received just now is of the past: nobody of them is online.
  await demo.send(
    ['fresh-1', 'fresh-2'].map((deviceId) => ({
      ...{ type: 'track', payload: { name: 'login', deviceId, profileId: deviceId } },
    })),
  );
  const page = await open('/live');
  const all = await demo.ask<LiveData>('/live?limit=20');
  const live = await demo.ask<LiveData>('/live?limit=20&maxLateMinutes=10');
  expect(all.active_users).toBeGreaterThan(100);
  expect(live.active_users).toBeGreaterThanOrEqual(2);
  await expect.poll(() => page.getByTestId('live-count').textContent()).toBe(exact(live.active_users));
  expect(await page.getByTestId('live-late').textContent()).toMatch(
    new RegExp(`^${exact(all.active_users - live.active_users)} more sent only .* more than 10 minutes ago`),
  );
  // Of the last hours, since a day may just have begun.
  const range = {
    startDate: new Date(Date.now() - 86_400_000).toISOString(),
    endDate: new Date().toISOString(),
  };
  const { active_users } = await demo.ask<MetricsData>(`/metrics?${new URLSearchParams(range)}`);
  expect(live.active_users).toBeLessThanOrEqual(active_users);
  const countries = page.getByRole('region', { name: 'Countries' }).locator('tbody td.number');
  expect(await texts(countries)).toEqual(live.countries.map(({ count }) => exact(count)));
  await page.context().close();
});

test('explore: series that are chosen by hand, their totals, and their CSV', async () => {
  const page = await open('/explore?range=30d');
  await settled(page);
  // At once, so that the page is not drawn between two changes: the later one keeps what the earlier one chose.
  await page.evaluate(() => {
    const choose = (label: string, value: string) => {
      const fields = [...document.querySelectorAll('select')];
      const field = fields.find(
        (one) => one.ariaLabel === label || one.labels[0]?.textContent?.includes(label),
      );
      if (!field) throw new Error(`no field ${label}`);
      field.value = value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    };
    choose('A: Event', 'level_complete');
    choose('A: Measure', 'total');
    choose('Broken down by', 'country');
  });
  await page.waitForURL(/series=total.*level_complete.*breakdown=country/);
  await settled(page);
  const data = await demo.ask<QueryData>('/query', {
    ...days30(),
    interval: 'day',
    series: [{ event: 'level_complete', aggregation: 'total' }],
    breakdowns: ['country'],
    limit: 8,
  });
  const totals = data.map(({ total }) => total ?? 0);
  // Until the answer is there, the one before stays.
  await expect.poll(() => exactly(page.locator('.explore__totals tbody td'))).toEqual(totals.map(exact));
  const drawn = () => page.locator('.chart__table thead th').allTextContents();
  await page.getByText('Show as a table').click();
  await expect.poll(async () => (await drawn()).length).toBeGreaterThan(2);
  const before = await drawn();
  await page.getByRole('button', { name: 'Show South Korea in the chart' }).click();
  await expect.poll(drawn).toEqual(before.filter((label) => !label.startsWith('South Korea')));
  // All others are in the table, and no line of the chart.
  expect(data.filter(({ rest }) => rest).length).toBe(1);
  expect(before.length).toBe(totals.length);
  const [header, ...rows] = await savedCsv(page);
  expect(header?.slice(0, 3)).toEqual(['Country', 'Series', 'Total']);
  expect(header).toHaveLength(3 + 30);
  expect(rows.map((row) => Number(row.at(-31)))).toEqual(totals);
  await page.context().close();
});

test('explore: three breakdowns of two series, which the address keeps, with a CSV column for each', async () => {
  const page = await open('/explore?range=30d&series=total~~level_complete&series=unique_users~~purchase');
  await page.getByLabel('Broken down by').selectOption('country');
  await page.getByLabel('Then by').selectOption('device');
  await page.getByLabel('Then by').nth(1).selectOption({ label: 'Property: mode' });
  await page.waitForURL(/breakdown=country&breakdown=device&breakdown=properties.mode/);
  await settled(page);
  const question = {
    ...days30(),
    interval: 'day',
    series: [
      { event: 'level_complete', aggregation: 'total' },
      { event: 'purchase', aggregation: 'unique_users' },
    ],
    breakdowns: ['country', 'device', 'properties.mode'],
  };
  const data = await demo.ask<QueryData>('/query', { ...question, limit: 8 });
  const groups = new Set(data.map(({ breakdown }) => breakdown.join()));
  expect(groups.size).toBe(8 + 1);
  expect(data).toHaveLength(18);
  const rows = page.locator('.explore__totals tbody tr');
  await expect
    .poll(() => exactly(rows.locator('td.number')))
    .toEqual(data.map(({ total }) => exact(total ?? 0)));
  const regions = new Intl.DisplayNames('en', { type: 'region' });
  expect((await texts(rows.locator('th'))).map((text) => text.trim())).toEqual(
    data.map(({ rest, breakdown: [country = ''] }) => (rest ? 'All others' : regions.of(country))),
  );
  expect(await texts(rows.locator('td:nth-child(3)'))).toEqual(
    data.map(({ rest, breakdown: [, , mode] }) => (rest ? '' : mode || '(not set)')),
  );
  await page.getByText('There are more groups than the 8 largest that are shown.').waitFor();
  await page.getByText('The chart draws the first 8 lines that have values.').waitFor();

  await page.getByLabel('Groups').selectOption('20');
  await page.reload();
  await settled(page);
  const more = await demo.ask<QueryData>('/query', { ...question, limit: 20 });
  expect(await exactly(rows.locator('td.number'))).toEqual(more.map(({ total }) => exact(total ?? 0)));
  const [header, ...lines] = await savedCsv(page);
  expect(header?.slice(0, 5)).toEqual(['Country', 'Device', 'mode', 'Series', 'Total']);
  // The name of a series has a comma in it, and so is two cells here.
  expect(lines.map((line) => Number(line[5]))).toEqual(more.map(({ total }) => total));

  await page.getByLabel('Broken down by').selectOption('');
  await page.waitForURL((url) => url.searchParams.getAll('breakdown').join() === 'device,properties.mode');
  await page.context().close();
});

test('funnels: the one that the demo saved, opened from the list', async () => {
  const page = await open('/funnels');
  await page.getByRole('button', { name: 'Saved reports' }).click();
  await page.getByRole('link', { name: 'From the first page to the first purchase' }).click();
  await page.getByRole('button', { name: /Saved reports: From the first page/ }).waitFor();
  await settled(page);
  const steps = 'screen_view,sign_up,tutorial_complete,purchase';
  const data = await demo.ask<FunnelData>(`/funnel?steps=${steps}&window=30d&${search30()}`);
  expect(data.steps.at(-1)?.count).toBeGreaterThan(0);
  const counts = data.steps.map(({ count }) => exact(count));
  expect(await exactly(page.locator('.funnel tbody td:nth-child(2)'))).toEqual(counts);
  const [, ...rows] = await savedCsv(page);
  expect(rows.map((row) => row[2])).toEqual(data.steps.map(({ count }) => String(count)));
  await page.context().close();
});

test('retention: every cell, on hover with the people behind it', async () => {
  const page = await open('/retention?range=30d&start=sign_up');
  const data = await demo.ask<RetentionData>(`/retention?startEvent=sign_up&periods=31&${search30()}`);
  const cohorts = data.cohorts.filter(({ size }) => size > 0);
  const cells = await page
    .locator('.heat__cell')
    .evaluateAll((all) => all.map((cell) => cell.getAttribute('title') ?? ''));
  const wanted = cohorts.flatMap(({ size, values, complete }) =>
    values.flatMap((count, k) => (complete[k] || count > 0 ? [`(${exact(count)} of ${exact(size)})`] : [])),
  );
  expect(cells.map((title) => /\(.*\)/.exec(title)?.[0])).toEqual(wanted);
  const [, ...rows] = await savedCsv(page);
  expect(rows.map((row) => Number(row[1]))).toEqual(data.cohorts.map(({ size }) => size));
  const figures = page.getByRole('region', { name: 'Average of all cohorts' });
  expect(await texts(figures.locator('.figure__label'))).toEqual(['D1', 'D3', 'D7', 'D14', 'D30']);
  const averageAt = (day: number) => data.average[day] ?? null;
  expect(await exactly(figures.locator('.figure__value'))).toEqual(
    [1, 3, 7, 14, 30].map((day) => {
      const value = averageAt(day);
      return value === null ? 'No cohort has reached this period yet' : `${exact(value)} %`;
    }),
  );
  // Columns of one's own: each of several days.
  await page.getByLabel('Up to').selectOption('custom periods');
  const columns = page.getByLabel('Columns');
  await columns.fill('2-3,1');
  await page.getByText('Periods or ranges of them in order').waitFor();
  await columns.fill('1, 2–3, 8-14');
  await columns.press('Enter');
  await page.waitForURL(/brackets=1%2C2-3%2C8-14/);
  const own = await demo.ask<RetentionData>(
    `/retention?startEvent=sign_up&brackets=1,2-3,8-14&${search30()}`,
  );
  await expect.poll(() => texts(figures.locator('.figure__label'))).toEqual(['D1', 'D2–3', 'D8–14']);
  await expect
    .poll(() => exactly(figures.locator('.figure__value')))
    .toEqual(own.average.slice(1).map((value) => `${exact(value ?? 0)} %`));
  expect(await texts(page.locator('.heat thead th'))).toEqual(['Cohort', 'People', '0', '1', '2–3', '8–14']);
  await page.context().close();
});

test('retention: groups beside each other, each with its size and its average by day', async () => {
  const page = await open('/retention?range=30d&start=sign_up&last=14');
  await page.getByLabel('Compare by').selectOption('country');
  await page.waitForURL(/breakdown=country/);
  await settled(page);
  const asked = `startEvent=sign_up&periods=15&breakdown=country&limit=6&${search30()}`;
  const { breakdown = [], ...all } = await demo.ask<RetentionData>(`/retention?${asked}`);
  expect(breakdown.length).toBeGreaterThan(3);
  const table = page.getByRole('region', { name: 'Country' });
  const sizes = [all, ...breakdown].map(({ cohorts }) => cohorts.reduce((sum, { size }) => sum + size, 0));
  await expect.poll(() => exactly(table.locator('tbody td:nth-child(2)'))).toEqual(sizes.map(exact));
  const averages = [all, ...breakdown].map(({ average }) => average[1] ?? null);
  const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
  expect(await texts(table.locator('tbody td:nth-child(4)'))).toEqual(
    averages.map((value) => (value === null ? '–' : percent.format(value / 100))),
  );
  const chart = page.getByRole('application', { name: 'Retention over time' });
  await chart.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => chart.getByRole('status').textContent()).toContain('D1');
  await page.context().close();
});

test('active users: by day, week and month, and who is new, back or gone', async () => {
  const page = await open('/active-users');
  const days = await demo.ask<ActiveUsersData>(`/active-users?${search30()}`);
  const lifecycle = await demo.ask<LifecycleData>(`/lifecycle?interval=day&${search30()}`);
  const complete = days.filter(({ incomplete }) => !incomplete);
  const figures = page.getByRole('region', { name: 'Active users', exact: true });
  const average = complete.reduce((sum, { dau }) => sum + dau, 0) / complete.length;
  await expect
    .poll(() => exactly(figures.locator('.figure__value')))
    .toEqual([
      exact(Math.round(average)),
      exact(complete.at(-1)?.wau ?? 0),
      exact(complete.at(-1)?.mau ?? 0),
      expect.stringMatching(/^\d+(\.\d+)? %$/),
      exact(lifecycle.reduce((sum, entry) => sum + entry.new, 0)),
    ]);
  const [, ...rows] = await savedCsv(page);
  expect(rows.map((row) => row.slice(1, 4).map(Number))).toEqual(
    days.map(({ dau, wau, mau }) => [dau, wau, mau]),
  );
  const stacked = page.locator('figure', {
    has: page.getByRole('application', { name: /New, returning, resurrected and dormant/ }),
  });
  await stacked.getByText('Show as a table').click();
  await expect
    .poll(() => texts(stacked.locator('tbody td')))
    .toEqual(
      lifecycle.flatMap((entry) =>
        [entry.returning, entry.new, entry.resurrecting, entry.dormant].map(exact),
      ),
    );
  await page.context().close();
});

test('flows: the paths after a login', async () => {
  const page = await open('/flows?range=30d&anchor=login');
  const data = await demo.ask<FlowsData>('/flows', {
    ...days30(),
    event: 'login',
    direction: 'after',
    depth: 3,
    show: 'events',
    limit: 8,
  });
  const rows = page.locator('main table tbody tr');
  expect(await texts(rows.locator('td'))).toEqual(data.paths.slice(0, 15).map(({ count }) => exact(count)));
  expect(await texts(rows.locator('th'))).toEqual(
    data.paths.slice(0, 15).map(({ path }) => path.join(' → ')),
  );
  await page.context().close();
});

test('users, and one of them with all that they did', async () => {
  const page = await open('/users');
  const profiles = await demo.ask<ProfileItem[]>('/profiles?limit=50');
  expect(await texts(page.locator('tbody td:nth-child(9)'))).toEqual(profiles.map(({ email }) => email));
  const [, ...rows] = await savedCsv(page);
  const everybody = await demo.ask<ProfileItem[]>('/profiles?limit=1000');
  expect(everybody.length).toBeGreaterThan(profiles.length);
  expect(rows.map((row) => [row[7], row[8]])).toEqual(everybody.map(({ id, email }) => [id, email]));

  const called = (profile: ProfileItem) => [profile.first_name, profile.last_name].filter(Boolean).join(' ');
  const western = profiles.filter((profile) => /^[\w ]+$/.test(called(profile)));
  expect(western.length).toBeGreaterThan(5);
  const nameOfRow = (id: string) => page.locator(`tbody a[href*="/users/${id}"]`).textContent();
  for (const profile of western.slice(0, 5)) expect(await nameOfRow(profile.id)).toBe(called(profile));
  const grouped = profiles.filter(({ groups }) => groups.length > 0);
  expect(grouped.length).toBeGreaterThan(3);
  expect(await texts(page.locator('tbody td:nth-child(10):not(:empty)'))).toEqual(
    grouped.map(({ groups, group_names }) => groups.map((id) => group_names[id]).join(' and ')),
  );

  const someone = profiles.slice(3).find(({ email }) => email !== '');
  expect(someone).toBeDefined();
  await page.getByRole('searchbox').fill(someone?.email ?? '');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
  await page.locator('tbody a').first().click();
  await page.getByText(someone?.id ?? '', { exact: true }).waitFor();
  await settled(page);
  const profile = await demo.ask<ProfileData>(`/profiles/${someone?.id}`);
  const facts = page.getByRole('region', { name: 'Profile' });
  const factOf = (label: string) =>
    facts.locator('div', { hasText: label }).first().locator('dd').textContent();
  expect(await factOf('Sessions')).toBe(exact(profile.total_sessions));
  expect(await factOf('Events')).toBe(exact(profile.total_events));
  const shown = Math.min(50, profile.total_events);
  const timeline = page.getByRole('region', { name: 'Timeline' }).first();
  await expect.poll(() => timeline.locator('tbody tr').count()).toBe(shown);
  await page.context().close();
});

test('users are sorted by what they brought in, payers alone, and leave so as a file', async () => {
  const page = await open('/users');
  await page.getByLabel('Filter by payments').selectOption({ label: 'Payers' });
  const chips = page.getByRole('main').getByRole('list', { name: 'Filters' });
  await chips.getByText('People who did pay').waitFor();
  await page.getByRole('button', { name: 'Revenue' }).click();
  await settled(page);
  const paid = { did: true, filters: { field: 'revenue', op: 'gt', value: 0 } };
  const asked = new URLSearchParams({
    ...{ limit: '1000', totals: 'true', sort: 'total_revenue' },
    filters: JSON.stringify(paid),
  });
  const payers = await demo.ask<ProfileItem[]>(`/profiles?${asked}`);
  const revenueOf = (profile: ProfileItem) => profile.total_revenue ?? 0;
  expect(payers.length).toBeGreaterThan(5);
  expect(revenueOf(payers[0] as ProfileItem)).toBeGreaterThan(revenueOf(payers[5] as ProfileItem));
  const shown = payers.slice(0, 50);
  const column = (n: number) => texts(page.locator(`tbody td:nth-child(${n})`));
  expect(await column(4)).toEqual(shown.map((profile) => money(revenueOf(profile))));
  expect(await column(5)).toEqual(shown.map(({ total_sessions = 0 }) => exact(total_sessions)));
  expect(await column(6)).toEqual(shown.map(({ total_events = 0 }) => exact(total_events)));
  expect(await column(8)).toEqual(shown.map(({ id }) => id));
  const [header, ...rows] = await savedCsv(page);
  const headings = await texts(page.locator('thead th'));
  const named = headings.map((text) => text.replace(/ [↑↓↕]$/, '').replace(/^Revenue$/, 'Revenue (USD)'));
  expect(named).toEqual(header);
  expect(rows.map((row) => [row[7], Number(row[3]), row[6]])).toEqual(
    payers.map((profile) => [profile.id, revenueOf(profile), profile.country]),
  );
  await page.getByRole('button', { name: 'Revenue' }).click();
  await expect.poll(() => page.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
  await page.context().close();
});

test('sessions and events, newest first, and all events as one file', async () => {
  const range = new URLSearchParams({ startDate: day(6), endDate: day(0) });
  const sessions = await demo.ask<{ entry_path: string }[]>(`/sessions?limit=50&${range}`);
  const page = await open('/sessions');
  expect(await texts(page.locator('tbody td:nth-child(6)'))).toEqual(
    sessions.map(({ entry_path }) => entry_path),
  );

  const [header, ...rows] = await savedCsv(page);
  const all = await demo.ask<{ id: string; revenue: number }[]>(`/sessions?limit=1000&${range}`);
  expect(all.length).toBeGreaterThan(50);
  const revenueAt = header?.indexOf('Revenue (USD)') ?? -1;
  expect(rows.map((row) => [row[0], Number(row[revenueAt])])).toEqual(
    all.map(({ id, revenue }) => [id, revenue]),
  );

  // Who has a name is called by it, in lists that the API fills with ids.
  const known = await demo.ask<ProfileItem[]>('/profiles?limit=1000');
  const byId = new Map(known.map((profile) => [profile.id, profile]));
  const people = (await demo.ask<{ profile_id: string }[]>(`/sessions?limit=50&${range}`)).map((session) =>
    byId.get(session.profile_id),
  );
  const first = people.find((profile) => /^\w+$/.test(profile?.first_name ?? ''));
  const link = page.locator(`tbody a[title="${first?.id}"]`).first();
  await expect.poll(() => link.textContent()).toContain(first?.first_name);

  await page.goto(`${demo.url}/events`);
  await settled(page);
  const events = await demo.ask<{ name: string }[]>(`/events?limit=50&${range}`);
  expect(await texts(page.locator('tbody td:nth-child(2)'))).toEqual(events.map(({ name }) => name));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export all as CSV' }).click(),
  ]);
  const lines = (await downloadedText(download)).trimEnd().split('\n');
  const { total_events } = await demo.ask<MetricsData>(`/metrics?${range}`);
  expect(lines.length).toBe(1 + total_events);
  await page.context().close();
});

test('versions: releases beside each other, and before and after a note', async () => {
  const page = await open('/versions?event=purchase');
  const ofVersion = (name: string) => ({ field: 'properties.appVersion', op: 'is', value: name });
  const names = ['1.4.0', '1.3.2'];
  const rows = page.getByRole('region', { name: 'Releases beside each other' }).locator('tbody tr');
  expect((await texts(rows.locator('th'))).slice(0, 2)).toEqual(names);
  const colors = await rows
    .locator('.chart__key')
    .evaluateAll((keys) => keys.map((key) => getComputedStyle(key).backgroundColor));
  expect(new Set([...colors, 'rgba(0, 0, 0, 0)']).size, 'a colour of its own each').toBe(names.length + 1);
  for (const [index, name] of names.entries()) {
    const filters = JSON.stringify(ofVersion(name));
    const of = new URLSearchParams({ startDate: day(29), endDate: day(0), filters });
    const { total_events, total_revenue, active_users } = await demo.ask<MetricsData>(`/metrics?${of}`);
    const cells = await exactly(rows.nth(index).locator('td'));
    expect([cells[3], cells[6], cells[7]]).toEqual(
      [active_users, total_events].map(exact).concat(money(total_revenue)),
    );
    expect(cells[8]).toBe(money(total_revenue / active_users));
  }

  const compared = page.getByRole('region', { name: 'Before and after a note' }).first();
  await compared.getByLabel('Note', { exact: true }).selectOption({ index: 1 });
  await compared.getByLabel('Compare').selectOption({ label: '3 days' });
  await settled(page);
  const note = /^(.*): Version 1.4/.exec((await texts(compared.locator('option:checked')))[0] ?? '');
  const release = Date.parse(`${note?.[1]} UTC`);
  const dayAt = (n: number) => new Date(release + n * 86_400_000).toISOString().slice(0, 10);
  const eventsIn = async (from: number, to: number) => {
    const of = new URLSearchParams({ startDate: dayAt(from), endDate: dayAt(to) });
    return (await demo.ask<MetricsData>(`/metrics?${of}`)).total_revenue;
  };
  const revenue = compared.getByRole('row', { name: /^Revenue [$]/ }).locator('td');
  expect(await revenue.first().textContent()).toBe(money(await eventsIn(-3, -1)));
  expect(await revenue.last().getAttribute('title')).toBe(money(await eventsIn(0, 2)));
  await page.context().close();
});

test('what Versions, Monetization and Active users save is drawn on a board, with their figures', async () => {
  const save = async (path: string, name: string) => {
    const page = await open(path);
    await page.getByRole('button', { name: 'Saved reports' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill(name);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByRole('link', { name, exact: true }).waitFor();
    return page;
  };
  const versions = await save('/versions?event=purchase', 'Releases');
  await versions.keyboard.press('Escape');
  const rows = versions.getByRole('region', { name: 'Releases beside each other' }).locator('tbody tr');
  await expect.poll(() => texts(rows.locator('th'))).toContain('1.4.0');
  const released = await texts(rows.locator('th'));
  // A link shows them, too.
  await versions.getByRole('button', { name: 'Share' }).click();
  await versions.getByRole('button', { name: 'Make the link' }).click();
  const link = (await versions.getByRole('dialog').locator('code').textContent()) ?? '';
  await versions.goto(link);
  await expect.poll(() => texts(versions.locator('tbody th'))).toEqual(expect.arrayContaining(released));
  await versions.context().close();
  for (const [path, name] of [
    ['/monetization', 'Money'],
    ['/active-users', 'Activity'],
  ] as const)
    await (await save(path, name)).context().close();

  const page = await open('/boards');
  await page.getByLabel('Template').selectOption('');
  await page.getByLabel('Name').fill('All');
  await page.getByRole('button', { name: 'New board' }).click();
  const add = page.getByRole('form', { name: 'Add to the board' });
  for (const label of ['Releases', 'Money', 'Activity']) {
    await add.getByLabel('Saved report').selectOption({ label });
    await add.getByRole('button').click();
    await page.locator('.board__item').getByRole('link', { name: label }).waitFor();
  }
  await settled(page);
  const [releases, money28, activity] = await page.locator('.board__item').all();
  expect(await texts(releases?.locator('.versions tbody th') ?? rows)).toEqual(released);
  const range = new URLSearchParams({ startDate: day(27), endDate: day(0), days: '15' });
  const data = await demo.ask<MonetizationData>(`/monetization?${range}`);
  expect(await exactly(money28?.locator('.figure__value') ?? rows)).toEqual([
    money(data.revenue),
    ...[data.payers, data.active_users].map(exact),
    ...[data.arpdau, data.arppu].map(money),
    `${exact(data.payer_conversion)} %`,
  ]);
  await activity?.getByRole('application', { name: 'Active users over time' }).waitFor();
  await page.context().close();
});

test('monetization: the figures, and what each cohort brought in', async () => {
  const page = await open('/monetization?range=30d');
  const data = await demo.ask<MonetizationData>(`/monetization?days=15&${search30()}`);
  expect(await exactly(page.locator('.figure__value'))).toEqual([
    money(data.revenue),
    ...[data.payers, data.active_users].map(exact),
    ...[data.arpdau, data.arppu].map(money),
    `${exact(data.payer_conversion)} %`,
  ]);
  const cohorts = data.ltv.filter(({ size }) => size > 0);
  const wanted = cohorts.flatMap(({ values, complete }) =>
    values.flatMap((value, k) => (value !== null && (complete[k] || k === 0) ? [money(value)] : [])),
  );
  expect(await exactly(page.locator('.heat__cell'))).toEqual(wanted);
  const [, ...rows] = await savedCsv(page);
  expect(rows.map((row) => [row[1], row[4]])).toEqual(
    data.series.map(({ revenue, arpdau }) => [revenue.toFixed(2), arpdau.toFixed(2)]),
  );
  // By the campaign of the first visit, which the page says; payers and revenue are those of the figures above.
  const by = page.getByRole('region', { name: 'What brought in the money' });
  await by.getByText('By the first visit of each person').waitFor();
  const paid = await demo.ask<QueryData>('/query', {
    ...Object.fromEntries(new URLSearchParams(search30())),
    breakdowns: ['first.utm_campaign'],
    limit: 20,
    series: [
      { aggregation: 'sum', property: 'revenue' },
      { aggregation: 'unique_users', filters: { field: 'revenue', op: 'gt', value: 0 } },
    ],
  });
  const totalsOf = (letter: string) =>
    paid.flatMap((line) => (line.letter === letter ? [line.total ?? 0] : []));
  await expect.poll(() => exactly(by.locator('td:nth-child(2)'))).toEqual(totalsOf('A').map(money));
  expect(await exactly(by.locator('td:nth-child(3)'))).toEqual(totalsOf('B').map(exact));
  expect(totalsOf('B').reduce((sum, count) => sum + count, 0)).toBe(data.payers);
  const worth = await demo.ask<MonetizationData>(
    `/monetization?days=8&breakdown=first.utm_campaign&limit=20&${search30()}`,
  );
  const ltvOf = new Map(worth.breakdown?.map(({ name, ltv }) => [name, ltv.values[7]]));
  const ltv = paid.flatMap(({ letter, breakdown }) =>
    letter === 'A' ? [ltvOf.get(breakdown[0] ?? '')] : [],
  );
  expect(ltv.some((value) => typeof value === 'number' && value > 0)).toBe(true);
  await expect
    .poll(() => exactly(by.locator('td:nth-child(7)')))
    .toEqual(ltv.map((value) => (typeof value === 'number' ? money(value) : '–')));
  const first = await demo.ask<FirstPurchasesData>(`/first-purchases?${search30()}`);
  expect(first.payers).toBeGreaterThan(0);
  const shown = page.getByRole('region', { name: 'First purchases', exact: true }).locator('.table');
  await expect
    .poll(() => exactly(shown.first().locator('td')))
    .toEqual(first.products.flatMap(({ payers, revenue }) => [exact(payers), money(revenue)]));
  await expect
    .poll(() => exactly(shown.nth(1).locator('td')))
    .toEqual(first.since_first_seen.map(({ payers }) => exact(payers)));
  await page.context().close();
});

test('ingest health: what arrived, and what was refused and why', async () => {
  const page = await open('/ingest-health');
  const data = await demo.ask<IngestHealthData>(
    `/ingest-health?${new URLSearchParams({ startDate: day(6), endDate: day(0) })}`,
  );
  expect(data.rejected).toBeGreaterThan(0);
  const shown = await exactly(page.locator('.figure__value'));
  expect(shown.slice(0, 4)).toEqual([data.accepted, data.rejected, data.duplicates, data.bots].map(exact));
  const reasons = page.locator('main table:not(.chart__table table) tbody tr');
  expect(await texts(reasons.locator('code'))).toEqual(data.rejected_by_reason.map(({ reason }) => reason));
  expect(await texts(reasons.locator('td'))).toEqual(
    data.rejected_by_reason.map(({ count }) => exact(count)),
  );
  await page.context().close();
});
