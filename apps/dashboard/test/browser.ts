import { buffer } from 'node:stream/consumers';
import type { Browser, Download, Page, Request } from 'playwright-core';
import { vi } from 'vitest';
import type { TestServer } from './server.ts';

export interface VisitOptions {
  readonly hasTouch?: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly locale?: string;
  /** A person's, in place of the root client. */
  readonly token?: string;
}

/** A page whose browser is signed in as the root client, or as a person; what it reports as errors fails the test at `close`. */
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
    hasTouch: options.hasTouch ?? false,
  });
  const { id, secret } = server.credentials.root;
  const response = await context.request.post(`${server.url}/insights/session`, {
    data: options.token === undefined ? { clientId: id, clientSecret: secret } : { token: options.token },
  });
  if (!response.ok()) throw new Error(await response.text());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  watchQuestions(page);
  await page.goto(server.url + path);
  return page;
}

const questions = new WeakMap<Page, Set<Request>>();

/** Keeps which questions wait for their answers. The live stream never ends, and is none. */
function watchQuestions(page: Page): void {
  const waiting = new Set<Request>();
  questions.set(page, waiting);
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/(insights|manage)\//.test(pathname) && !pathname.endsWith('/stream')) waiting.add(request);
  });
  page.on('requestfinished', (request) => waiting.delete(request));
  page.on('requestfailed', (request) => waiting.delete(request));
}

/** Waits until nothing on the page is still loading, nor about to load after a click. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  const isQuiet = async () => (await isIdle(page)) && questions.get(page)?.size === 0;
  await vi.waitUntil(async () => (await isQuiet()) && (await isQuiet()), { timeout: 30_000, interval: 50 });
}

/** Once the page has drawn what its address asks for: whether nothing of it is marked as loading. */
function isIdle(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const isLoaded = () => document.querySelector('.skeleton, .is-stale, [aria-busy="true"]') === null;
        requestIdleCallback(() => resolve(isLoaded()), { timeout: 5_000 });
      }),
  );
}

/** What was downloaded, its byte order mark included. The browser is another process's: it has no path here. */
export async function downloadedText(download: Download): Promise<string> {
  return (await buffer(await download.createReadStream())).toString();
}
