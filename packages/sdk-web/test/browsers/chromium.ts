import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserForTest, countStart } from '@gatrix/analytics-test-services';
import { chromium } from 'playwright-core';
import type { Engine, Profile } from './engine.ts';

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

/** Browsers of a test's own: their profile outlives them, they quit and are killed. */
function createProfile(): Profile {
  const directory = mkdtempSync(join(tmpdir(), 'sdk-web-profile-'));
  const running = new Set<ChildProcess>();
  const killGroup = async (child: ChildProcess) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, 'SIGKILL');
    await once(child, 'exit');
  };
  const start = (url: string): ChildProcess => {
    countStart('own-browser');
    const args = [...flags, `--user-data-dir=${directory}`, '--remote-debugging-port=0', url];
    const child = spawn(executablePath, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    running.add(child);
    return child;
  };
  return {
    // Chromium writes localStorage to disk some seconds later; until then SIGKILL takes it along.
    isOnDisk: (text) => {
      const storage = join(directory, 'Default/Local Storage/leveldb');
      return readdirSync(storage).some(
        (file) => file.endsWith('.log') && readFileSync(join(storage, file), 'latin1').includes(text),
      );
    },
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
        quit: async () => {
          const session = await browser.newBrowserCDPSession();
          const exited = once(child, 'exit');
          // A browser that is gone before it has answered has done what it was told; one that is not does not exit.
          await Promise.race([
            exited,
            session.send('Browser.close').then(
              () => exited,
              () => exited,
            ),
          ]);
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

/** Debian's Chromium over its own protocol. */
export const chromiumEngine: Engine = {
  name: 'chromium',
  lacks: {},
  launch: browserForTest,
  createProfile,
};

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
