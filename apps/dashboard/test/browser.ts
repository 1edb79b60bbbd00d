import { type Browser, chromium, type Page } from 'playwright-core';
import type { TestServer } from './server.ts';

/** Debian's Chromium, or the one that CHROMIUM_PATH names. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly locale?: string;
}

/** A page whose browser is signed in as the root client; what it reports as errors fails the test at `close`. */
export async function openPage(
  browser: Browser,
  server: TestServer,
  path: string,
  options: VisitOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.colorScheme ?? 'light',
    locale: options.locale ?? 'en-US',
  });
  const { id, secret } = server.credentials.root;
  const response = await context.request.post(`${server.url}/insights/session`, {
    data: { clientId: id, clientSecret: secret },
  });
  if (!response.ok()) throw new Error(await response.text());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(server.url + path);
  return page;
}

/** Waits until nothing on the page is still loading. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(
    () => document.querySelector('.skeleton, .is-stale, [aria-busy="true"]') === null,
  );
}
