import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser for many tests, each in a context of its own. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: flags.slice(1),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });

/** A browser process of one test, on a profile that outlives it. */
export interface BrowserProcess {
  readonly context: BrowserContext;
  readonly browser: Browser;
  /** As a person closes the browser. */
  readonly quit: () => Promise<void>;
  /** SIGKILL to all of its processes. */
  readonly kill: () => Promise<void>;
}

export interface Profile {
  readonly directory: string;
  readonly open: () => Promise<BrowserProcess>;
  /** A browser that nobody drives, as the back/forward cache and prerendering need it; the page acts on its own. */
  readonly visit: (url: string) => void;
  readonly remove: () => void;
}

export function createProfile(): Profile {
  const directory = mkdtempSync(join(tmpdir(), 'sdk-web-profile-'));
  const running = new Set<ChildProcess>();
  const killGroup = async (child: ChildProcess) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, 'SIGKILL');
    await once(child, 'exit');
  };
  const start = (url: string): ChildProcess => {
    const args = [...flags, `--user-data-dir=${directory}`, '--remote-debugging-port=0', url];
    const child = spawn(executablePath, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    running.add(child);
    return child;
  };
  return {
    directory,
    visit: (url) => {
      start(url).stderr?.resume();
    },
    open: async () => {
      const child = start('about:blank');
      const browser = await chromium.connectOverCDP(await debuggingUrl(child));
      const context = browser.contexts()[0];
      if (!context) throw new Error('the browser has no context');
      return {
        context,
        browser,
        quit: async () => {
          const session = await browser.newBrowserCDPSession();
          const exited = once(child, 'exit');
          await session.send('Browser.close');
          await exited;
        },
        kill: () => killGroup(child),
      };
    },
    remove: () => {
      for (const child of running) void killGroup(child);
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Chromium says on stderr where it listens. */
async function debuggingUrl(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stderr ?? []) {
    text += chunk;
    const found = /DevTools listening on (ws:\S+)/.exec(text);
    if (found?.[1]) {
      child.stderr?.resume();
      return found[1];
    }
  }
  throw new Error(`chromium did not start: ${text}`);
}
