// How soon the overview is drawn in a browser, on 1 million events (or as many as the first argument says): from the
// navigation of a signed-in visitor to the key figures, the chart and every card. Needs Chromium (CHROMIUM_PATH).
// Run, built: node --conditions=source --import tsx bench/overview.mjs [events] [rounds] [filter]
// A filter is as in the page's address: country~is~KR
// With DATA_DIR the store is kept there, and taken as it is where there is one already.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import { daysToSeal, sealDays } from '@gatrix/analytics-clickhouse-schema';
import { freePort } from '@gatrix/analytics-free-port';
import { endWithThisProcess } from '@gatrix/analytics-test-services';
import { chromium } from 'playwright-core';
import { generateEvents } from './generate-events.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const [events = 1_000_000, rounds = 5] = process.argv.slice(2, 4).map(Number);
const [filter] = process.argv.slice(4);
const directory = mkdtempSync(join(tmpdir(), 'bench-overview-'));
const dataDir = process.env.DATA_DIR ?? join(directory, 'data');
let server;
try {
  const isThere = existsSync(join(dataDir, 'credentials.json'));
  server = await start();
  const credentials = JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8'));
  if (!isThere) {
    // The first start has made the tables, the project and its clients.
    await server.stop();
    await fill(credentials.projectId);
    server = await start();
  }
  const cold = [];
  const warm = [];
  for (let round = 0; round < rounds; round++) {
    const { first, second } = await visit(server.url, credentials);
    cold.push(first);
    warm.push(second);
  }
  console.log(JSON.stringify({ events, cold: summary(cold), warm: summary(warm) }, null, 2));
} finally {
  await server?.stop();
  rmSync(directory, { recursive: true, force: true });
}

/** The events of sixty days until now, straight into storage; days that are over are sealed as the worker does it. */
async function fill(projectId) {
  const engine = await createEmbeddedClickHouse({ path: join(dataDir, 'clickhouse') });
  const target = { clickhouse: engine.client, database: 'analytics' };
  const now = Date.now();
  await generateEvents({ ...target, projectId, events, days: 60, end: now });
  for (const portion of await daysToSeal(target, { projectId, now })) await sealDays(target, portion, now);
  await engine.close();
}

/** A visit with a new profile and an empty cache, and the same page once more. */
async function visit(url, { projectId, root: { id, secret } }) {
  const browser = await chromium.launch({
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
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
    const answer = await context.request.post(`${url}/insights/session`, {
      data: { clientId: id, clientSecret: secret },
    });
    if (!answer.ok()) throw new Error(await answer.text());
    await context.addInitScript(watch);
    const page = await context.newPage();
    const search = filter ? `?${new URLSearchParams({ filter })}` : '';
    const first = await load(page, `${url}/p/${projectId}${search}`);
    const second = await load(page, `${url}/p/${projectId}${search}`);
    return { first, second };
  } finally {
    await browser.close();
  }
}

async function load(page, url) {
  const load1m = Math.round(loadavg()[0] * 100) / 100;
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForFunction(() => window.drawn?.all !== undefined, undefined, {
    timeout: 60_000,
    polling: 50,
  });
  return { load1m, ...(await page.evaluate(seen)) };
}

/** In the page: notes when each part has its numbers, in milliseconds from the start of the navigation. */
function watch() {
  const drawn = {};
  window.drawn = drawn;
  const is = {
    heading: () => document.querySelector('main h1') !== null,
    figures: () => document.querySelectorAll('.kpi__value').length >= 7,
    chart: () => document.querySelector('.chart canvas') !== null,
    cards: () => {
      const cards = [...document.querySelectorAll('.ranking')];
      return cards.length >= 5 && cards.every((card) => card.querySelector('tbody tr, .state'));
    },
    map: () => document.querySelector('.ranking svg.map path, .ranking svg path') !== null,
  };
  // Looks where something has changed, not with every frame: frames that nobody needs would take the time that is measured.
  const look = () => {
    for (const [name, test] of Object.entries(is))
      if (drawn[name] === undefined && test()) drawn[name] = performance.now();
    const isWhole = Object.keys(is).every((name) => drawn[name] !== undefined);
    if (!isWhole || drawn.all !== undefined || document.querySelector('.skeleton') !== null) return;
    observer.disconnect();
    // The frame that shows it.
    requestAnimationFrame(() => {
      drawn.all = performance.now();
    });
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true });
}

/** In the page: when its parts were drawn, and what it asked the server, each with when and how long. */
function seen() {
  const round = (ms) => Math.round(ms);
  const resources = performance.getEntriesByType('resource');
  const asked = resources.filter(({ name }) => /\/(insights|manage)\//.test(name));
  return {
    drawn: Object.fromEntries(Object.entries(window.drawn).map(([name, ms]) => [name, round(ms)])),
    page: {
      files: resources.length - asked.length,
      kilobytes: round(
        resources.filter((one) => !asked.includes(one)).reduce((sum, one) => sum + one.encodedBodySize, 0) /
          1024,
      ),
      scriptsUntil: round(
        Math.max(...resources.filter(({ name }) => name.endsWith('.js')).map((one) => one.responseEnd)),
      ),
    },
    server: {
      firstAsked: round(Math.min(...asked.map(({ startTime }) => startTime))),
      lastAnswered: round(Math.max(...asked.map(({ responseEnd }) => responseEnd))),
    },
    asked: asked.map((one) => {
      const { pathname, searchParams } = new URL(one.name);
      const about = searchParams.get('dimension') ?? searchParams.get('by') ?? '';
      return {
        what: `${pathname.split('/').slice(-1)[0]} ${about}`.trim(),
        at: round(one.startTime),
        queuedMs: round(one.requestStart - one.startTime),
        serverMs: round(one.responseStart - one.requestStart),
      };
    }),
  };
}

/** The medians of all loads, and all of the one in the middle. */
function summary(loads) {
  const sorted = [...loads].sort((a, b) => a.drawn.all - b.drawn.all);
  const names = Object.keys(sorted[0].drawn);
  return {
    medianMs: Object.fromEntries(names.map((name) => [name, median(loads.map(({ drawn }) => drawn[name]))])),
    allMs: loads.map(({ drawn }) => drawn.all),
    load1m: loads.map(({ load1m }) => load1m),
    middle: { ...sorted[Math.floor(sorted.length / 2)] },
  };
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function start() {
  const port = await freePort();
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithThisProcess(child);
  const exited = once(child, 'exit');
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes('Ctrl+C')) break;
  }
  if (!text.includes('Ctrl+C')) throw new Error(`the server ended: ${text}`);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
