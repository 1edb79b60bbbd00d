import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '@gatrix/analytics-sdk/package.json' with { type: 'json' };
import { copyBuilt, countStart } from '@gatrix/analytics-test-services';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { clockScript } from './clock.ts';
import { type Command, drive, sayDrop } from './lines.ts';

// A browser of its own, whose profile is on disk: one for this driver and the one that is started after it was killed.
const work = join(tmpdir(), `conformance-browser-${process.ppid}`);
const profile = join(work, 'profile');
let context: BrowserContext | undefined;
let page: Page | undefined;

/** The script build, as pages load it. */
async function buildScript(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'conformance-sdk-'));
  try {
    await copyBuilt('sdk', directory);
    return readFileSync(join(directory, 'sdk.js'), 'utf8');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function launch(script: string): Promise<BrowserContext> {
  mkdirSync(work, { recursive: true });
  countStart('own-browser');
  const launched = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });
  await launched.exposeBinding('sayDrop', (_, name: string, reason: string) => sayDrop(name, reason));
  // The page is there while its server is away.
  await launched.route('**/page', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>Page</title><script>${script}</script>`,
    }),
  );
  return launched;
}

async function start({ url, clientId, consent, maxQueue, clockOffsetMs = 0 }: Command): Promise<void> {
  context ??= await launch(await buildScript());
  page = await context.newPage();
  await page.addInitScript(clockScript(Number(clockOffsetMs)));
  await page.goto(`${url}/page`);
  const options = JSON.stringify({ clientId, apiUrl: url, pageViews: false, consent, maxQueue });
  await page.evaluate(`gatrix('init', {
    ...${options},
    onDrop: ({ payload }, reason) => sayDrop(payload.name, reason),
  })`);
}

const call = (...words: unknown[]) => page?.evaluate(`gatrix(...${JSON.stringify(words)})`);

async function track({ names, properties }: Command): Promise<void> {
  await page?.evaluate(
    `for (const name of ${JSON.stringify(names)}) gatrix('track', name, ${JSON.stringify(properties)})`,
  );
}

/** Chromium writes localStorage to disk some seconds later; until then SIGKILL takes it along. */
async function persisted(): Promise<void> {
  const storage = join(profile, 'Default/Local Storage/leveldb');
  // Names come again in other scenarios; the page's key does not.
  const key = await page?.evaluate(`Object.keys(localStorage).find((key) => key.includes('outbox'))`);
  const isOnDisk = () =>
    existsSync(storage) &&
    readdirSync(storage).some(
      (file) => file.endsWith('.log') && readFileSync(join(storage, file), 'latin1').includes(`${key}`),
    );
  while (!isOnDisk()) await page?.waitForTimeout(50);
}

async function leave(): Promise<void> {
  await page?.goto('about:blank');
  await page?.close();
  page = undefined;
}

await drive(
  { client: manifest.name, version: manifest.version, can: ['storage', 'consent', 'maxQueue', 'clock'] },
  async (command) => {
    if (command.do === 'start') await start(command);
    else if (command.do === 'track') await track(command);
    else if (command.do === 'flush' || command.do === 'optIn' || command.do === 'optOut')
      await call(command.do);
    else if (command.do === 'persisted') await persisted();
    else if (command.do === 'stop' || command.do === 'abandon') await leave();
    else throw new Error(`cannot ${command.do}`);
  },
);
await context?.close();
rmSync(work, { recursive: true, force: true, maxRetries: 5 });
process.exit(0);
