import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createMetadata } from '@gatrix/analytics-metadata';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { accessibilityProblems, contrastProblems, smallTargets } from './accessibility.ts';
import { openPage, settled } from './browser.ts';
import { manage } from './manage-api.ts';
import { jwtSecret, tokenOf } from './person.ts';
import { startServer, type TestServer } from './server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: TestServer;
let browser: Browser;
let receiver: Server;
let receiverUrl = '';
let answer = 200;
const received: Received[] = [];

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    response.writeHead(answer).end(answer === 200 ? 'thanks' : 'no room');
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const address = receiver.address();
  receiverUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/in`;
  const env = { JWT_SECRET: jwtSecret, WEBHOOK_ALLOW_PRIVATE: 'true' };
  [server, browser] = await Promise.all([startServer(env), browserForTest()]);
  const buy = (profileId: string) => ({ type: 'track', payload: { name: 'purchase', profileId } });
  await server.send([buy('ann'), buy('bob')]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  receiver?.close();
});

const dialog = (page: Page) => page.getByRole('dialog');
const row = (page: Page, name: string) => page.locator('.thing').filter({ hasText: name });

interface Alert {
  readonly id: string;
  readonly name: string;
  readonly watch: { readonly savedReportId?: string; readonly figure?: string };
  readonly interval: string;
  readonly condition: object;
  readonly channels: readonly string[];
  readonly snoozedUntil: string | null;
}
const alertNamed = async (name: string) =>
  (await manage<Alert[]>(server, 'alerts')).find((alert) => alert.name === name);

test('a webhook is made, tested, seen to fail, and what failed is sent again', async () => {
  const page = await openPage(browser, server, '/settings/channels');
  await settled(page);
  await page.getByRole('button', { name: 'New channel' }).click();
  await dialog(page).getByLabel('Name').fill('Our backend');
  await dialog(page).getByLabel('Kind').selectOption('webhook');
  await dialog(page).getByLabel('Address').fill('ftp://example.com');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await dialog(page).getByRole('alert').getByText('This must be an address that begins with').waitFor();
  await dialog(page).getByLabel('Address').fill(receiverUrl);
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  const secret = (await dialog(page).locator('code').textContent()) ?? '';
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });

  answer = 400;
  await page.getByRole('button', { name: 'Send a test: Our backend' }).click();
  const message = page.getByRole('region', { name: 'Last messages' }).locator('.thing').first();
  await message.locator('.badge').getByText('failed').waitFor();
  await message.getByText('400 no room').waitFor();
  answer = 200;
  await page.getByRole('button', { name: 'Send again: Test' }).click();
  await message.locator('.badge').getByText('sent').waitFor();

  const [deliveries, channels] = await Promise.all([
    manage<{ status: string; attempts: number; channelId: string }[]>(server, 'deliveries'),
    manage<{ id: string; name: string }[]>(server, 'channels'),
  ]);
  expect(deliveries).toMatchObject([{ status: 'sent', channelId: channels[0]?.id }]);
  await message.getByText(String(deliveries[0]?.attempts), { exact: true }).waitFor();
  expect(received).toHaveLength(2);
  expect(new Set(received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  const { headers, body } = received[1] ?? { headers: {}, body: '' };
  const signed = `${headers['x-gatrix-timestamp']}.${body}`;
  expect(headers['x-gatrix-signature']).toBe(
    `v1=${createHmac('sha256', secret).update(signed).digest('hex')}`,
  );
  await page.context().close();
});

test('each kind of channel asks for what it needs, and what is secret is neither shown nor lost', async () => {
  const page = await openPage(browser, server, '/settings/channels');
  await settled(page);
  const make = async (name: string, kind: string, fields: Readonly<Record<string, string>>) => {
    await page.getByRole('button', { name: 'New channel' }).click();
    await dialog(page).getByLabel('Name').fill(name);
    await dialog(page).getByLabel('Kind').selectOption(kind);
    for (const [label, value] of Object.entries(fields))
      await dialog(page).getByLabel(label, { exact: true }).fill(value);
    await dialog(page).getByRole('button', { name: 'Save' }).click();
  };
  await make('The team', 'mail', { Addresses: 'ann@example.com\nnobody' });
  await dialog(page).getByRole('alert').getByText('This is not a mail address.').waitFor();
  await dialog(page).getByLabel('Addresses').fill('ann@example.com, bob@example.com');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await row(page, 'The team').getByText('ann@example.com and bob@example.com').waitFor();
  await make('The chat', 'slack', { 'Address of the incoming webhook': 'https://hooks.example.com/secret' });
  await row(page, 'The chat').getByText('https://hooks.example.com/…').waitFor();
  await make('The flag', 'gatrix-signal', {
    ...{ 'Address of Gatrix': 'https://gatrix.example.com', 'Signal endpoint': 'shop', Token: 'secret' },
  });
  await row(page, 'The flag').getByText('shop', { exact: true }).waitFor();

  await page.getByRole('button', { name: 'Edit: The chat' }).click();
  await dialog(page).getByLabel('Name').fill('The other chat');
  await dialog(page).getByLabel('Language of the messages').selectOption('ko');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await row(page, 'The other chat').getByText('https://hooks.example.com/…').waitFor();
  const channels = await manage<{ name: string; settings: object }[]>(server, 'channels');
  expect(channels.filter(({ name }) => name !== 'Our backend')).toMatchObject([
    {
      name: 'The team',
      settings: { kind: 'mail', to: ['ann@example.com', 'bob@example.com'], language: 'en' },
    },
    { name: 'The other chat', settings: { kind: 'slack', language: 'ko' } },
    { name: 'The flag', settings: { kind: 'gatrix-signal', endpoint: 'shop' } },
  ]);
  await page.context().close();
});

test('“Alert me” on a chart saves it and watches it; the list mutes, edits and deletes it', async () => {
  const [channel] = await manage<{ id: string }[]>(server, 'channels');
  const page = await openPage(browser, server, '/explore?series=total~~purchase');
  await settled(page);
  await page.getByRole('button', { name: 'Alert me' }).click();
  await dialog(page).getByLabel('Name').fill('Fewer purchases');
  expect(await dialog(page).getByLabel('Figure').locator('option').allTextContents()).toEqual([
    'A: purchase',
  ]);
  await dialog(page).getByLabel('Change in percent').fill('-20');
  await dialog(page).getByLabel('Our backend').check();
  expect([...(await accessibilityProblems(page)), ...(await contrastProblems(page))]).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Make the alert' }).click();
  await dialog(page).getByText('The alert is made.').waitFor();
  const made = await alertNamed('Fewer purchases');
  const saved = await manage<{ id: string; name: string; report: string }[]>(server, 'saved-reports');
  expect(saved).toMatchObject([{ name: 'Fewer purchases', report: 'explore' }]);
  expect(made).toMatchObject({
    watch: { savedReportId: saved[0]?.id, figure: 'A' },
    interval: 'hour',
    condition: { kind: 'change', op: 'lte', percent: -20 },
    channels: [channel?.id],
  });

  await dialog(page).getByRole('link', { name: 'See all alerts' }).click();
  const alert = row(page, 'Fewer purchases');
  await alert.locator('.badge').getByText('no data').waitFor();
  await alert.getByText('Fewer purchases · A: purchase').waitFor();
  await alert.getByText('change at or below -20 % against last week').waitFor();
  await alert.getByText('Our backend').waitFor();
  expect(await dialog(page).count()).toBe(0);

  await page.getByRole('button', { name: 'Mute: Fewer purchases' }).click();
  await dialog(page).getByLabel('For how long').selectOption('pause');
  await dialog(page).getByRole('button', { name: 'Mute' }).click();
  await alert.getByText('until it is unmuted').waitFor();
  expect((await alertNamed('Fewer purchases'))?.snoozedUntil).toBe('2100-01-01T00:00:00.000Z');
  await page.getByRole('button', { name: 'Unmute: Fewer purchases' }).click();
  await page.getByRole('button', { name: 'Mute: Fewer purchases' }).waitFor();
  expect((await alertNamed('Fewer purchases'))?.snoozedUntil).toBeNull();

  await page.getByRole('button', { name: 'Edit: Fewer purchases' }).click();
  await dialog(page).getByLabel('Fires on').selectOption('threshold');
  await dialog(page).getByLabel('Limit').fill('7.5');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await alert.getByText('at or below 7.5').waitFor();
  expect((await alertNamed('Fewer purchases'))?.condition).toEqual({
    kind: 'threshold',
    op: 'lte',
    value: 7.5,
  });

  // What the alert uses says so.
  await page.goto(`${server.url}/settings/channels`);
  await page.getByRole('button', { name: 'Delete: Our backend' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alert').getByText('This is still in use by Fewer purchases.').waitFor();
  await page.goto(`${server.url}/alerts`);
  await page.getByRole('button', { name: 'Delete: Fewer purchases' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Nothing is watched yet.').waitFor();
  expect(await manage<Alert[]>(server, 'alerts')).toEqual([]);
  await page.context().close();
});

test('“Alert me” offers the figure that is shown: the overview’s, which the address names, and that of a board’s tile', async () => {
  const page = await openPage(browser, server, '/');
  await settled(page);
  await page.locator('.kpi[data-metric="events"]').click();
  await page.waitForURL(/[?&]metric=events/);
  const places = page.getByRole('region', { name: 'Places' });
  await places.getByRole('tab', { name: 'Countries' }).click();
  await page.waitForURL(/[?&]places=country/);
  await page.reload();
  await page.locator('.kpi[data-metric="events"][aria-pressed="true"]').waitFor();
  await places.getByRole('tab', { name: 'Countries', selected: true }).waitFor();
  await page.getByRole('button', { name: 'Alert me' }).click();
  await expect.poll(() => dialog(page).getByLabel('Figure').inputValue()).toBe('total_events');

  const series = [{ event: 'purchase' }, { event: 'refund' }];
  const saved = await manage<{ id: string }>(server, 'saved-reports', 'POST', {
    ...{ name: 'Sold and back', report: 'explore' },
    query: { search: 'series=total%7E%7Epurchase&series=total%7E%7Erefund', parameters: { series } },
  });
  const items = [{ id: 'f', kind: 'figure', savedReportId: saved.id, figure: 'B', width: 'half' }];
  const board = await manage<{ id: string }>(server, 'boards', 'POST', { name: 'Watched', items });
  await page.goto(`${server.url}/boards?board=${board.id}`);
  await page.getByRole('link', { name: 'Alert me: Sold and back, B' }).click();
  await expect.poll(() => dialog(page).getByLabel('Figure').inputValue()).toBe('B');
  await dialog(page).getByLabel('Name').fill('Refunds');
  await dialog(page).getByRole('button', { name: 'Make the alert' }).click();
  await dialog(page).getByText('The alert is made.').waitFor();
  const made = (await manage<(Alert & { watch: object })[]>(server, 'alerts')).filter(
    ({ name }) => name === 'Refunds',
  );
  // The report that the tile shows is watched, and not saved again.
  expect(made).toMatchObject([{ watch: { savedReportId: saved.id, figure: 'B' } }]);
  for (const { id } of made) await manage(server, `alerts/${id}`, 'DELETE');
  await page.context().close();
});

test('an alert on an amount says it in the currency of the project', async () => {
  const body = { name: 'Money', report: 'monetization', query: {} };
  const saved = await manage<{ id: string }>(server, 'saved-reports', 'POST', body);
  const alert = await manage<Alert>(server, 'alerts', 'POST', {
    ...{ name: 'Takings', interval: 'day', condition: { kind: 'threshold', op: 'lt', value: 1_234.5 } },
    watch: { savedReportId: saved.id, figure: 'revenue' },
  });
  const page = await openPage(browser, server, '/alerts');
  await row(page, 'Takings').getByText('below $1,234.50').waitFor();
  await page.context().close();
  await manage(server, `alerts/${alert.id}`, 'DELETE');
  await manage(server, `saved-reports/${saved.id}`, 'DELETE');
});

test('an alert’s history shows the values that the API has, by the project’s clock, and the band', async () => {
  const [saved] = await manage<{ id: string }[]>(server, 'saved-reports');
  const made = await manage<Alert>(server, 'alerts', 'POST', {
    ...{ name: 'Watched', interval: 'hour', condition: { kind: 'band', weeks: 3, width: 4, side: 'below' } },
    watch: { savedReportId: saved?.id, figure: 'A' },
  });
  const metadata = createMetadata({ url: `sqlite:${join(server.dataDir, 'metadata.db')}` });
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const known = await metadata.alerts.get(made.id);
  if (!known) throw new Error('no alert');
  for (const [index, value] of [41, 40, 3].entries()) {
    const bucket = hour - (5 - index) * 3_600_000;
    const current = await metadata.alerts.get(made.id);
    await metadata.alerts.commit(
      current ?? known,
      {
        ...known,
        state: value < 20 ? 'firing' : 'ok',
        stateSince: bucket,
        lastBucket: bucket,
        dueAt: Date.now() + 3_600_000,
      },
      {
        ...{ bucket, value, firstValue: value, low: 20, high: null },
        ...{ state: value < 20 ? 'firing' : 'ok', seenAt: bucket, revisedAt: null },
      },
    );
  }
  await metadata.close();
  const page = await openPage(browser, server, '/alerts');
  await row(page, 'Watched').locator('.badge').getByText('firing').waitFor();
  await page.getByRole('button', { name: 'History: Watched' }).click();
  await dialog(page).getByText('It fired in 1 of 3 intervals.').waitFor();
  await dialog(page).getByText('Show as a table').click();
  const seen = await manage<{ bucket: string; value: number; low: number }[]>(
    server,
    `alerts/${made.id}/history`,
  );
  const rows = dialog(page).locator('tbody tr');
  await expect.poll(() => rows.count()).toBe(3);
  expect(seen.map(({ value, low }) => [value, low])).toEqual([
    [41, 20],
    [40, 20],
    [3, 20],
  ]);
  const { timezone } = await manage<{ timezone: string }>(server, '');
  const clock = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const cells = await rows.evaluateAll((all) => all.map((one) => one.textContent));
  for (const [index, { bucket, value }] of seen.entries()) {
    expect(cells[index]).toContain(clock.format(new Date(bucket)));
    expect(cells[index]).toContain(String(value));
  }
  await page.goBack();
  await dialog(page).waitFor({ state: 'detached' });
  await page.context().close();
});

test('who may only look sees states and messages, and no button that changes them', async () => {
  await manage(server, 'members/vera', 'PUT', { role: 'viewer' });
  const page = await openPage(browser, server, `/p/${server.credentials.projectId}/alerts`, {
    ...{ token: tokenOf('vera'), width: 390, height: 800, colorScheme: 'dark' },
  });
  await row(page, 'Watched').waitFor();
  await page.getByRole('button', { name: 'History: Watched' }).waitFor();
  expect(await page.getByRole('button', { name: /^(Mute|Edit|Delete|New alert|Send a test)/ }).count()).toBe(
    0,
  );
  for (const path of ['alerts', 'settings/channels']) {
    await page.goto(`${server.url}/p/${server.credentials.projectId}/${path}`);
    await settled(page);
    const problems = [
      await accessibilityProblems(page),
      await contrastProblems(page),
      await smallTargets(page),
    ];
    expect(problems.flat(), path).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), path).toBe(0);
  }
  await page.getByText('Channels are made by admins of the project.').first().waitFor();
  expect(await page.getByRole('button', { name: /^(Send|New channel|Edit|Delete)/ }).count()).toBe(0);
  await page.context().close();
});
