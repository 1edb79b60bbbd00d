// The same scenarios through five browser SDKs, in Chromium, against one scripted server each: what arrives, and how.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'tsdown';
import { type Collector, countViews, delivered, startCollector } from './sdks/collector.ts';

const sdks = {
  gatrix: '@gatrix/analytics-sdk',
  openpanel: '@openpanel/web',
  posthog: 'posthog-js',
  segment: '@segment/analytics-next',
  mixpanel: 'mixpanel-browser',
} as const;

interface Stage {
  readonly collector: Collector;
  readonly context: BrowserContext;
  /** A tab with the SDK started. */
  readonly open: () => Promise<Page>;
}

const track = (page: Page, from: number, to: number): Promise<number> =>
  page.evaluate(
    ([first, last]) => {
      const startedAt = performance.now();
      for (let index = first; index < last; index += 1) Reflect.get(globalThis, 'track')(`event-${index}`);
      return performance.now() - startedAt;
    },
    [from, to] as const,
  );

/** Until all are there, or until nothing more has come for a while. */
const settle = async (collector: Collector, wanted: number, patienceMs: number): Promise<void> => {
  let last = Date.now();
  let seen = -1;
  while (Date.now() - last < patienceMs && delivered(collector) < wanted) {
    if (collector.arrivals.length !== seen) {
      seen = collector.arrivals.length;
      last = Date.now();
    }
    await delay(50);
  }
};

const quietMs = 20_000;

/** Each gives the text of its cell. */
const scenarios: Readonly<Record<string, (stage: Stage) => Promise<string>>> = {
  'burst of 1,000': async ({ collector, open }) => {
    const page = await open();
    const blockedMs = await track(page, 0, 1_000);
    await settle(collector, 1_000, quietMs);
    const requests = collector.arrivals.length;
    return `${delivered(collector)} in ${requests} requests, ${Math.round(blockedMs)} ms, ${collector.preflights} preflights`;
  },
  'offline, close, return': async ({ collector, context, open }) => {
    const page = await open();
    await context.setOffline(true);
    await track(page, 0, 3);
    await page.close({ runBeforeUnload: true });
    await until(() => context.pages().length === 0);
    await context.setOffline(false);
    await open();
    await settle(collector, 3, quietMs);
    return `${delivered(collector)} of 3`;
  },
  'ten seconds of 503': async ({ collector, open }) => {
    const page = await open();
    const endsAt = Date.now() + 10_000;
    collector.answer = () => ({ status: Date.now() < endsAt ? 503 : 200 });
    await track(page, 0, 5);
    await delay(10_000);
    const attempts = collector.arrivals.length;
    await settle(collector, 5, 60_000);
    return `${delivered(collector)} of 5, ${attempts} attempts meanwhile`;
  },
  'Retry-After: 5': async ({ collector, open }) => {
    const page = await open();
    let refusedAt = 0;
    collector.answer = () => {
      if (refusedAt) return { status: 200 };
      refusedAt = Date.now();
      return { status: 429, retryAfter: '5' };
    };
    await track(page, 0, 1);
    await settle(collector, 1, 60_000);
    const next = collector.arrivals.find(({ at, status }) => status === 200 && at > refusedAt);
    const waited = next ? `after ${((next.at - refusedAt) / 1_000).toFixed(1)} s` : 'not tried again';
    return `${delivered(collector)} of 1, ${waited}`;
  },
  'two tabs, 20 events each, both closed': async ({ collector, context, open }) => {
    const tabs = [await open(), await open()];
    await context.setOffline(true);
    for (const [index, tab] of tabs.entries()) await track(tab, index * 20, index * 20 + 20);
    for (const tab of tabs) await tab.close({ runBeforeUnload: true });
    await until(() => context.pages().length === 0);
    await context.setOffline(false);
    await open();
    await settle(collector, 40, quietMs);
    return `${delivered(collector)} of 40`;
  },
  'page views (4 real, 1 repeated)': async ({ collector, open }) => {
    const page = await open();
    for (const step of [
      "history.pushState({}, '', '/pushed')",
      "history.replaceState({}, '', '/replaced')",
      "history.pushState({}, '', '/replaced')",
      'history.go(-2)',
    ]) {
      await page.evaluate(step);
      await delay(300);
    }
    await settle(collector, 1, 7_000);
    return `${countViews(collector)}`;
  },
};

const directory = mkdtempSync(join(tmpdir(), 'bench-sdks-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
});
try {
  const asked = process.argv.slice(2);
  const all = Object.keys(sdks) as (keyof typeof sdks)[];
  const names = all.filter((name) => asked.length === 0 || asked.includes(name));
  for (const name of names) await bundle(name);
  const rows = await Promise.all(names.map((name) => measure(browser, name)));
  const header = ['SDK', 'gzip', ...Object.keys(scenarios)];
  for (const row of [header, header.map(() => '---'), ...rows]) console.log(`| ${row.join(' | ')} |`);
} finally {
  await browser.close();
  rmSync(directory, { recursive: true, force: true });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(20);
}

/** As an app's bundler does it. */
async function bundle(name: keyof typeof sdks): Promise<void> {
  await build({
    config: false,
    entry: { [name]: join(import.meta.dirname, `sdks/${name}.js`) },
    outDir: directory,
    clean: false,
    dts: false,
    format: 'iife',
    platform: 'browser',
    minify: true,
    logLevel: 'silent',
    deps: { alwaysBundle: [/.*/] },
    define: { 'process.env.NODE_ENV': '"production"' },
    outputOptions: { entryFileNames: '[name].js', codeSplitting: false },
  });
}

async function measure(on: Browser, name: keyof typeof sdks): Promise<string[]> {
  const script = readFileSync(join(directory, `${name}.js`), 'utf8');
  const row: string[] = [sdks[name], `${(gzipSync(script).length / 1_000).toFixed(1)} kB`];
  for (const [title, scenario] of Object.entries(scenarios)) {
    // On a host of its own, so that requests cross origins, as they do for most who use these.
    const collector = await startCollector(
      (url) =>
        `<!doctype html><title>Page</title><script>collectorUrl='${url.replace('127.0.0.1', 'localhost')}'</script>` +
        `<script>${script.replaceAll('</script', '<\\/script')}</script>`,
    );
    const context = await on.newContext();
    const open = async () => {
      const page = await context.newPage();
      await page.goto(`${collector.url}/`);
      await page.waitForFunction('globalThis.track');
      // Whatever the SDK asks for when it starts is over.
      await page.waitForLoadState('networkidle');
      return page;
    };
    row.push(
      await scenario({ collector, context, open }).catch(
        (error: Error) => error.message.split('\n')[0] ?? '',
      ),
    );
    console.error(`${sdks[name]}: ${title}: ${row.at(-1)}`);
    await context.close();
    await collector.close();
  }
  return row;
}
