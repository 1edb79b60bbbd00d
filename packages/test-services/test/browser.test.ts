import { type Browser, chromium } from 'playwright-core';
import { afterAll, expect, test, vi } from 'vitest';
import { loadTestConfig } from '../src/config.ts';
import { createTestServers } from '../src/test-servers.ts';

// One of this file's own: it is made to crash.
const servers = createTestServers(loadTestConfig({}));
afterAll(servers.stop);

const connect = async (): Promise<Browser> => chromium.connect((await servers.allot('browser')).url);
const text = '<title>One</title><button>Press</button>';

test('test files at once share a Chromium, see no context of another, and close their own alone', async () => {
  const [first, second] = await Promise.all([connect(), connect()]);
  expect((await servers.allot('browser')).url).toBe((await servers.allot('browser')).url);
  const page = await first.newPage();
  await page.setContent(text);
  expect(second.contexts()).toEqual([]);
  await second.newPage();
  await second.close();
  expect(await page.title()).toBe('One');
  await first.close();
});

test('where it crashes, what waits for a page fails at once and says why, and the next file gets another', async () => {
  const browser = await connect();
  const page = await browser.newPage();
  await page.setContent(text);
  const waiting = page.getByRole('button', { name: 'never there' }).click({ timeout: 60_000 });
  const failed = expect(waiting).rejects.toThrow(/closed/);
  const session = await browser.newBrowserCDPSession();
  await expect(session.send('Browser.crash')).rejects.toThrow(/closed/);
  await failed;
  await expect(browser.newPage()).rejects.toThrow(/closed/);

  // The process beside Chromium ends a moment later.
  const next = await vi.waitFor(async () => {
    const another = await connect();
    return { another, url: (await another.newPage()).url() };
  }, 30_000);
  expect(next.url).toBe('about:blank');
  await next.another.close();
});
