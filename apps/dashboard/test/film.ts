import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { openPage, startBrowser } from './browser.ts';
import { manage } from './manage-api.ts';
import { startServer, type TestServer } from './server.ts';

/** Ten pictures of the way from a number to an alert: `pnpm film`. */
const pictures = fileURLToPath(new URL('./screenshots/film', import.meta.url));
const patientMs = 200_000;
let taken = 0;

async function shoot(page: Page, name: string): Promise<void> {
  taken += 1;
  await page.screenshot({ path: join(pictures, `${String(taken).padStart(2, '0')}-${name}.png`) });
  console.log(`${taken} ${name}`);
}

/** Waits until nothing on the page is still loading. */
async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(
    () => document.querySelector('.skeleton, .is-stale, [aria-busy="true"]') === null,
  );
}

const dialog = (page: Page) => page.getByRole('dialog');

/** Who left a funnel is a segment, and what that segment does is a saved report. */
async function keepLostPeople(page: Page, server: TestServer): Promise<void> {
  await page.goto(`${server.url}/funnels?range=30d&step=login&step=purchase&who=2~dropped`);
  await settled(page);
  await page.getByRole('button', { name: 'Keep these people' }).click();
  await dialog(page).last().getByLabel('Name').fill('Never bought');
  await dialog(page).last().getByRole('button', { name: 'Save' }).click();
  await dialog(page)
    .getByText(/^Kept, /)
    .waitFor();
  await shoot(page, 'lost-people-kept');

  await page.goto(`${server.url}/retention?range=30d&start=login`);
  await settled(page);
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByLabel('Field').selectOption({ label: 'Segment' });
  await page.getByLabel('Value').selectOption({ label: 'Never bought' });
  await dialog(page).getByRole('button', { name: 'Add filter' }).click();
  await page.getByText('Segment is Never bought').waitFor();
  await settled(page);
  await shoot(page, 'retention-of-the-segment');
  await page.getByRole('button', { name: 'Saved reports' }).click();
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill('They come back');
  await dialog(page).getByRole('button', { name: 'Save', exact: true }).click();
  await dialog(page).getByRole('link', { name: 'They come back' }).waitFor();
}

async function shareOnBoard(page: Page, server: TestServer, browser: Browser): Promise<void> {
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
  await visitor.getByLabel('Password').fill('correct horse');
  await shoot(visitor, 'the-reader-is-asked');
  await visitor.getByRole('button', { name: 'Open' }).click();
  await visitor.locator('.board__item .heat').waitFor();
  await shoot(visitor, 'what-the-reader-sees');
  await visitor.context().close();
}

async function alertOnPurchases(page: Page, server: TestServer): Promise<void> {
  await page.goto(`${server.url}/explore?range=today&series=total~~purchase`);
  await settled(page);
  await page.getByRole('button', { name: 'Alert me' }).click();
  await dialog(page).getByLabel('Name').fill('Many purchases');
  await dialog(page).getByLabel('Looks at').selectOption('minute');
  await dialog(page).getByLabel('Fires on').selectOption('threshold');
  await dialog(page).getByLabel('Where it is').selectOption('gte');
  await dialog(page).getByLabel('Limit').fill('3');
  await dialog(page).getByLabel('Game server').check();
  await shoot(page, 'alert-me');
  await dialog(page).getByRole('button', { name: 'Make the alert' }).click();
  await dialog(page).getByText('The alert is made.').waitFor();
}

async function run(): Promise<void> {
  await mkdir(pictures, { recursive: true });
  let inbox = '';
  const received: string[] = [];
  // What a game's server does with an alert: it switches a flag off, which Gatrix tells the inbox.
  const receiver = createServer(async (request, response) => {
    received.push(await text(request));
    response.end('switched off');
    const event = {
      ...{ type: 'feature_flag_environment_disabled', createdBy: 'Game server', environmentId: 'production' },
      ...{ createdAt: new Date().toISOString(), data: { flagName: 'new_shop' } },
    };
    await fetch(inbox, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event, timestamp: Date.now() }),
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const address = receiver.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/alerts`;
  const [whole, browser] = await Promise.all([
    startServer({ WEBHOOK_ALLOW_PRIVATE: 'true' }),
    startBrowser(),
  ]);
  try {
    const server = await whole.seedDemo();
    await manage(server, 'channels', 'POST', { name: 'Game server', settings: { kind: 'webhook', url } });
    const made = await manage<{ token: string }>(server, 'tokens', 'POST', { name: 'Gatrix', kind: 'inbox' });
    inbox = `${server.url}/hooks/gatrix/${made.token}`;
    const page = await openPage(browser, server, '/');
    await keepLostPeople(page, server);
    await shareOnBoard(page, server, browser);
    await alertOnPurchases(page, server);
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
    console.log(received[0]?.slice(0, 200));
    await page.goto(`${server.url}/settings/channels`);
    await settled(page);
    await shoot(page, 'the-webhook-received');
    await page.goto(`${server.url}/?range=today`);
    await page.getByText('Flag new_shop: switched off').waitFor({ timeout: patientMs });
    await settled(page);
    await shoot(page, 'the-flag-is-a-note');
  } finally {
    await browser.close();
    await whole.close();
    receiver.close();
  }
}

await run();
