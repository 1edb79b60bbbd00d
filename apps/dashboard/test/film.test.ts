import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { RetentionData, SegmentSizeData } from '@gatrix/analytics-protocol/insights';
import { browserForTest } from '@gatrix/analytics-test-services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage, settled } from './browser.ts';
import { manage } from './manage-api.ts';
import { startServer, type TestServer } from './server.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 240_000 });

/** Where the pictures of docs/loop.md go: `pnpm film`. A test run takes none. */
const pictures =
  process.env.PICTURES === 'yes' ? fileURLToPath(new URL('../../../docs/loop', import.meta.url)) : undefined;
const patientMs = 200_000;
let taken = 0;

let whole: TestServer;
let server: TestServer;
let browser: Browser;
let game: Awaited<ReturnType<typeof startGame>>;

beforeAll(async () => {
  [whole, browser, game] = await Promise.all([
    startServer({ WEBHOOK_ALLOW_PRIVATE: 'true' }),
    browserForTest(),
    startGame(),
  ]);
  server = await whole.seedDemo();
});
afterAll(async () => {
  game?.close();
  await browser?.close();
  await whole?.close();
});

/** A game's server: an alert switches its flag off, which Gatrix then tells the inbox. */
async function startGame() {
  const state = { inbox: '', secret: '', isNewShopOn: true };
  const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  const receiver = createServer(async (request, response) => {
    const body = await text(request);
    received.push({ headers: request.headers, body });
    const seconds = request.headers['x-gatrix-timestamp'];
    const signature = createHmac('sha256', state.secret).update(`${seconds}.${body}`).digest('hex');
    const isOurs = request.headers['x-gatrix-signature'] === `v1=${signature}`;
    response.writeHead(isOurs ? 200 : 401).end(isOurs ? 'switched off' : 'who are you?');
    if (!isOurs || JSON.parse(body).state !== 'firing') return;
    state.isNewShopOn = false;
    const event = {
      ...{ type: 'feature_flag_environment_disabled', createdBy: 'Game server', environmentId: 'production' },
      ...{ createdAt: new Date().toISOString(), data: { flagName: 'new_shop' } },
    };
    await fetch(state.inbox, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event, timestamp: Date.now() }),
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const address = receiver.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/alerts`;
  return { state, received, url, close: () => receiver.close() };
}

/** Small enough for a page of the docs: 960 pixels wide, as WebP, which Chromium itself writes. */
async function shoot(page: Page, name: string): Promise<void> {
  taken += 1;
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  const png = (await page.screenshot()).toString('base64');
  const drawing = await browser.newPage();
  const webp = await drawing.evaluate(async (source) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [960, Math.round((960 * image.height) / image.width)];
    const context = canvas.getContext('2d');
    if (context) context.imageSmoothingQuality = 'high';
    context?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/webp', 0.8).split(',')[1] ?? '';
  }, png);
  await drawing.close();
  const file = `${String(taken).padStart(2, '0')}-${name}.webp`;
  await writeFile(join(pictures, file), Buffer.from(webp, 'base64'));
}

const dialog = (page: Page) => page.getByRole('dialog');

/** Who left a funnel is a segment, and what that segment does is a saved report. */
async function keepLostPeople(page: Page): Promise<void> {
  await page.goto(`${server.url}/funnels?range=30d&step=login&step=purchase&who=2~dropped`);
  await settled(page);
  await page.getByRole('button', { name: 'Keep these people' }).click();
  await dialog(page).last().getByLabel('Name').fill('Never bought');
  await dialog(page).last().getByRole('button', { name: 'Save' }).click();
  const kept = dialog(page).getByText(/^Kept, /);
  await kept.waitFor();
  await shoot(page, 'lost-people-kept');
  const [segment] = await server.ask<{ id: string; definition: object }[]>('/segments');
  const { size } = await server.ask<SegmentSizeData>('/segments/size', { definition: segment?.definition });
  expect(size).toBeGreaterThan(0);
  expect(await kept.textContent()).toContain(String(size));

  await page.goto(`${server.url}/retention?range=30d&start=login`);
  await settled(page);
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByLabel('Field').selectOption({ label: 'Segment' });
  await page.getByLabel('Value').selectOption({ label: 'Never bought' });
  await dialog(page).getByRole('button', { name: 'Add filter' }).click();
  await page.getByText('Segment is Never bought').waitFor();
  await settled(page);
  await shoot(page, 'retention-of-the-segment');
  const filters = { field: 'segment', op: 'in', value: [segment?.id] };
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const { cohorts } = await server.ask<RetentionData>('/retention', {
    ...{ startDate: day(29), endDate: day(0), period: 'day', startEvent: 'login', filters },
  });
  const people = cohorts.reduce((sum, cohort) => sum + cohort.size, 0);
  expect(people).toBeGreaterThan(0);
  expect(people).toBeLessThanOrEqual(size);
  await page.getByRole('button', { name: 'Saved reports' }).click();
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill('They come back');
  await dialog(page).getByRole('button', { name: 'Save', exact: true }).click();
  await dialog(page).getByRole('link', { name: 'They come back' }).waitFor();
}

async function shareOnBoard(page: Page): Promise<void> {
  await page.goto(`${server.url}/boards`);
  await settled(page);
  await page.getByLabel('Template').selectOption('');
  await page.getByLabel('Name').fill('Lost players');
  await page.getByRole('button', { name: 'New board' }).click();
  await page.getByRole('heading', { name: 'Lost players' }).waitFor();
  const add = page.getByRole('form', { name: 'Add to the board' });
  await add.getByLabel('Saved report').selectOption({ label: 'They come back' });
  await add.getByRole('button').click();
  await page.locator('.board__item .heat').waitFor();
  await shoot(page, 'on-a-board');

  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await dialog(page).getByLabel('Password').fill('correct horse');
  await dialog(page).getByRole('button', { name: 'Make the link' }).click();
  const link = (await dialog(page).locator('code').textContent()) ?? '';
  await shoot(page, 'shared-by-a-link');
  const visitor = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await visitor.goto(link);
  await visitor.getByLabel('Password').fill('wrong horse');
  await visitor.getByRole('button', { name: 'Open' }).click();
  await visitor.getByRole('alert').waitFor();
  await visitor.getByLabel('Password').fill('correct horse');
  await shoot(visitor, 'the-reader-is-asked');
  await visitor.getByRole('button', { name: 'Open' }).click();
  await visitor.locator('.board__item .heat').waitFor();
  await shoot(visitor, 'what-the-reader-sees');
  expect(await visitor.locator('.board__item .heat').textContent()).toBe(
    await page.locator('.board__item .heat').textContent(),
  );
  await visitor.context().close();
}

async function alertOnPurchases(page: Page): Promise<void> {
  await page.goto(`${server.url}/explore?range=today&series=total~~purchase`);
  await settled(page);
  await page.getByRole('button', { name: 'Alert me' }).click();
  await dialog(page).getByLabel('Name').fill('Many purchases');
  await dialog(page).getByLabel('Looks at').selectOption('minute');
  await dialog(page).getByLabel('Fires on').selectOption('threshold');
  await dialog(page).getByLabel('Fires when the value is').selectOption('gte');
  await dialog(page).getByLabel('Limit').fill('3');
  await dialog(page).getByLabel('Game server').check();
  await shoot(page, 'alert-me');
  await dialog(page).getByRole('button', { name: 'Make the alert' }).click();
  await dialog(page).getByText('The alert is made.').waitFor();
}

test('from people who were lost to a flag that is switched off, and a note of it on the charts', async () => {
  const settings = { kind: 'webhook', url: game.url };
  const channel = { name: 'Game server', settings };
  game.state.secret = (await manage<{ secret: string }>(server, 'channels', 'POST', channel)).secret;
  const made = await manage<{ token: string }>(server, 'tokens', 'POST', { name: 'Gatrix', kind: 'inbox' });
  game.state.inbox = `${server.url}/hooks/gatrix/${made.token}`;
  const page = await openPage(browser, server, '/');
  await keepLostPeople(page);
  await shareOnBoard(page);
  await alertOnPurchases(page);
  expect([game.received, game.state.isNewShopOn]).toEqual([[], true]);

  await server.send(
    Array.from({ length: 5 }, (_, index) => ({
      ...{ type: 'track', payload: { name: 'purchase', profileId: `late-${index}`, properties: {} } },
    })),
  );
  await page.goto(`${server.url}/alerts`);
  await page.locator('.badge').getByText('firing').waitFor({ timeout: patientMs });
  await page.getByRole('button', { name: 'History: Many purchases' }).click();
  await dialog(page).locator('.badge').getByText('sent', { exact: true }).waitFor({ timeout: patientMs });
  await shoot(page, 'it-fires-and-is-told');
  const message = JSON.parse(game.received[0]?.body ?? '');
  expect(message).toMatchObject({
    type: 'alert',
    state: 'firing',
    alert: { name: 'Many purchases' },
    value: 5,
  });
  expect(game.state.isNewShopOn).toBe(false);

  await page.goto(`${server.url}/settings/channels`);
  await settled(page);
  await page.getByText('switched off').first().waitFor();
  await shoot(page, 'the-webhook-received');
  await page.goto(`${server.url}/?range=today`);
  await page.getByText('Flag new_shop: switched off').waitFor({ timeout: patientMs });
  await settled(page);
  await shoot(page, 'the-flag-is-a-note');
  expect(taken).toBe(10);
  await page.context().close();
});
