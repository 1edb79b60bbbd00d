import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyBuilt } from '@gatrix/analytics-test-services';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'tsdown';
import { afterAll, afterEach, beforeAll, beforeEach, expect, type TestContext, vi } from 'vitest';
import { chromiumEngine } from './browsers/chromium.ts';
import { clockScript, type Engine, type Profile, type Seam } from './browsers/engine.ts';
import { createFirefox } from './browsers/firefox.ts';
import { createWebKit } from './browsers/webkit.ts';
import { type Collector, startCollector } from './collector.ts';
import { type Site, startSite } from './site.ts';

export interface Fixture {
  readonly browser: Browser;
  readonly buildDirectory: string;
  readonly collector: Collector;
  readonly site: Site;
  /** New for every test. */
  readonly context: BrowserContext;
  readonly createProfile: () => Profile;
  /** Skips the test, and says why, where the engine lacks what it is about. */
  readonly needs: (feature: string) => void;
  /** A tab of the context, opened on a path of the site. */
  readonly open: (path?: string) => Promise<Page>;
}

/** Waits until it is so: long enough for a busy machine. */
export const eventually = (
  actual: () => unknown,
  options: { timeout?: number; interval?: number } = {},
): ReturnType<typeof expect.poll> => expect.poll(actual, { interval: 20, ...options });

/** One site and collector for a test file, with a copy of the build; one context of the run's browser a test. */
export function createFixture(): Fixture {
  vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });
  let browser: Browser;
  let buildDirectory: string;
  let collector: Collector;
  let site: Site;
  let context: BrowserContext;
  let test: TestContext;
  const seam: Seam = {
    skip: (reason) => test.skip(reason),
    setAway: (isAway) => {
      collector.script = () => (isAway ? 'reset' : 200);
    },
    setClock: (offsetMs) => {
      site.clock = offsetMs === undefined ? '' : clockScript(offsetMs);
    },
  };
  const engine = createEngine(seam);
  beforeAll(async () => {
    collector = await startCollector();
    buildDirectory = mkdtempSync(join(tmpdir(), 'sdk-web-'));
    await copyBuilt('sdk', buildDirectory);
    site = await startSite(buildDirectory, collector.url);
    if (engine.name !== 'chromium') await buildFakeTimers(buildDirectory);
    browser = await engine.launch();
  });
  beforeEach(async (started) => {
    test = started;
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
    createProfile: engine.createProfile,
    needs: (feature) => {
      const reason = engine.lacks[feature];
      if (reason) seam.skip(reason);
    },
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

function createEngine(seam: Seam): Engine {
  const name = process.env.SDK_BROWSER ?? 'chromium';
  if (name === 'chromium') return chromiumEngine;
  if (name === 'firefox') return createFirefox(seam);
  if (name === 'webkit') return createWebKit(seam);
  throw new Error(`SDK_BROWSER is ${name}, and must be chromium, firefox or webkit`);
}

/** The clock of engines whose driver has none. */
async function buildFakeTimers(outDir: string): Promise<void> {
  await build({
    config: false,
    plugins: [
      {
        // It asks for Node's own timers, and goes on without them.
        name: 'no-node',
        resolveId: (id) => (/^(timers|timers\/promises|perf_hooks|util)$/.test(id) ? '\0nothing' : undefined),
        load: (id) => (id === '\0nothing' ? 'export {}' : undefined),
      },
    ],
    entry: { 'fake-timers': createRequire(import.meta.url).resolve('@sinonjs/fake-timers') },
    outDir,
    clean: false,
    dts: false,
    format: 'iife',
    globalName: 'FakeTimers',
    platform: 'browser',
    logLevel: 'silent',
    deps: { alwaysBundle: [/.*/] },
    outputOptions: { entryFileNames: '[name].js' },
  });
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
