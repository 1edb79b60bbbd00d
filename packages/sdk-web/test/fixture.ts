import { rmSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { buildSdk } from './build.ts';
import { launchChromium } from './chromium.ts';
import { type Collector, startCollector } from './collector.ts';
import { type Site, startSite } from './site.ts';

export interface Fixture {
  readonly browser: Browser;
  readonly buildDirectory: string;
  readonly collector: Collector;
  readonly site: Site;
  /** New for every test. */
  readonly context: BrowserContext;
  /** A tab of the context, opened on a path of the site. */
  readonly open: (path?: string) => Promise<Page>;
}

/** Waits until it is so: long enough for a busy machine. */
export const eventually = (
  actual: () => unknown,
  options: { timeout?: number; interval?: number } = {},
): ReturnType<typeof expect.poll> => expect.poll(actual, { timeout: 10_000, interval: 20, ...options });

/** One build, browser, site and collector for a test file; one browser context a test. */
export function createFixture(): Fixture {
  vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });
  let browser: Browser;
  let buildDirectory: string;
  let collector: Collector;
  let site: Site;
  let context: BrowserContext;
  beforeAll(async () => {
    collector = await startCollector();
    buildDirectory = buildSdk();
    site = await startSite(buildDirectory, collector.url);
    browser = await launchChromium();
  });
  beforeEach(async () => {
    context = await browser.newContext();
  });
  afterEach(async () => {
    await context.close();
    collector.reset();
    site.reset();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
    await collector.close();
    rmSync(buildDirectory, { recursive: true });
  });
  return {
    get buildDirectory() {
      return buildDirectory;
    },
    get browser() {
      return browser;
    },
    get collector() {
      return collector;
    },
    get site() {
      return site;
    },
    get context() {
      return context;
    },
    open: async (path = '/') => {
      const page = await context.newPage();
      await page.goto(site.url + path);
      return page;
    },
  };
}

/** Calls the script build as its snippet does. */
export const call = (page: Page, ...args: readonly unknown[]): Promise<unknown> =>
  page.evaluate((list) => Reflect.apply(Reflect.get(globalThis, 'gatrix'), undefined, list), args);

/** Names and reasons of what was given up on this page. */
export const drops = (page: Page): Promise<[name: string, reason: string][]> => page.evaluate('drops');

/** The SDK's keys in the page's localStorage. */
export const storedKeys = (page: Page): Promise<string[]> => page.evaluate('Object.keys(localStorage)');

/** Waits until the names of all accepted events, one for each id, are these, in any order. */
export const expectNames = async (
  collector: Collector,
  names: readonly string[],
  timeout = 10_000,
): Promise<void> => {
  await eventually(() => collector.names().sort(), { timeout }).toEqual([...names].sort());
};

/** `count` names: `name-0`, `name-1` and so on. */
export const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);

/** Runs the page's fake clock on in steps, and lets answers arrive in between. Needs `clock.install`. */
export const runClock = async (page: Page, milliseconds: number, stepMs = 250): Promise<void> => {
  for (let passed = 0; passed < milliseconds; passed += stepMs) {
    await page.clock.runFor(Math.min(stepMs, milliseconds - passed));
    await page.evaluate(() => fetch('/ping').then((response) => response.text()));
  }
};
