import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import puppeteer, { type BrowserContext, type Browser as PuppeteerBrowser } from 'puppeteer-core';
import { asPlaywrightContext, type Engine, type EngineContext, type Seam } from './engine.ts';

const executablePath = process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr';
/** Nothing of the browser's own goes to the network, and a page is let go of as in an ordinary window. */
const preferences = {
  'browser.shell.checkDefaultBrowser': false,
  'browser.aboutwelcome.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'privacy.reduceTimerPrecision': false,
};

const launch = (userDataDir?: string): Promise<PuppeteerBrowser> =>
  puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: preferences,
    ...(userDataDir && { userDataDir }),
  });

const contextOf = (context: BrowserContext): EngineContext => ({
  newPage: async () => {
    const page = await context.newPage();
    return {
      goto: (url) => page.goto(url),
      run: (expression) =>
        page
          .evaluate(`(async () => JSON.stringify(await eval(${JSON.stringify(expression)})))()`)
          .then((json) => (typeof json === 'string' ? JSON.parse(json) : undefined)),
      click: (selector) => page.click(selector),
      close: () => page.close({ runBeforeUnload: true }),
      onConsole: (listener) =>
        page.on('console', (message) => {
          // React leaves marks for Firefox's profiler.
          if (message.text() !== '' && !['timeStamp', 'timeEnd'].includes(message.type()))
            listener(message.text());
        }),
    };
  },
  cookies: () => context.cookies(),
  clearCookies: async () => context.deleteCookie(...(await context.cookies())),
  close: () => context.close(),
});

/** Firefox ESR over WebDriver BiDi. */
export const createFirefox = (seam: Seam): Engine => ({
  name: 'firefox',
  lacks: {
    prerendering: 'Firefox prerenders no pages',
    killing: 'Firefox compresses what it stores, so that nobody can tell when it is on disk',
  },
  launch: async () => {
    const browser = await launch();
    const newContext = async () => asPlaywrightContext(contextOf(await browser.createBrowserContext()), seam);
    return { newContext, close: () => browser.close() } as unknown as Browser;
  },
  createProfile: () => {
    const directory = mkdtempSync(join(tmpdir(), 'sdk-web-firefox-'));
    const running = new Set<ChildProcess>();
    return {
      open: async () => {
        const browser = await launch(directory);
        const process = browser.process();
        if (process) running.add(process);
        const context = asPlaywrightContext(contextOf(browser.defaultBrowserContext()), seam);
        return {
          context,
          quit: async () => {
            const child = browser.process();
            const exited = child && once(child, 'exit');
            await browser.close();
            await exited;
            seam.setAway(false);
          },
          kill: async () => {
            browser.process()?.kill('SIGKILL');
            seam.setAway(false);
          },
        };
      },
      visit: (url) => {
        const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${value});`);
        writeFileSync(join(directory, 'user.js'), lines.join('\n'));
        const args = ['--headless', '--no-remote', '--profile', directory, url];
        running.add(spawn(executablePath, args, { stdio: 'ignore' }));
      },
      isOnDisk: () => seam.skip('Firefox compresses what it stores'),
      remove: () => {
        for (const child of running) child.kill('SIGKILL');
        rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      },
    };
  },
});
