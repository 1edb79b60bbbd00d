import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatrix/analytics-free-port';
import type { Browser } from 'playwright-core';
import { asPlaywrightContext, type Engine, type EngineContext, type Seam } from './engine.ts';

const driverPath = process.env.WEBKIT_DRIVER_PATH ?? '/usr/bin/WebKitWebDriver';

/** WebKitGTK's own small browser, which Debian puts under the name of the machine's architecture. */
const miniBrowserPath = (): string => {
  for (const architecture of readdirSync('/usr/lib').filter((name) => name.endsWith('-linux-gnu'))) {
    const directory = join('/usr/lib', architecture);
    const version = readdirSync(directory).find((name) => /^webkit2gtk-4/.test(name));
    if (version) return join(directory, version, 'MiniBrowser');
  }
  throw new Error('there is no MiniBrowser: install webkit2gtk-driver');
};

/** A screen that nobody sees; WebKitGTK has no headless mode. */
const startScreen = async (): Promise<{ child: ChildProcess; display: string }> => {
  const args = ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [number] = await once(child.stdout, 'data');
  return { child, display: `:${String(number).trim()}` };
};

type Command = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<unknown>;

/** Calls of WebDriver, one after another, because a session looks at one window at a time. */
const createCommands = (base: string): Command => {
  let last: Promise<unknown> = Promise.resolve();
  const send: Command = async (method, path, body) => {
    const response = await fetch(base + path, {
      method,
      ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
    });
    const { value } = (await response.json()) as { value: { error?: string; message?: string } | null };
    if (!response.ok) throw new Error(`${method} ${path}: ${value?.error} ${value?.message}`);
    return value;
  };
  return (...call) => {
    const next = last.then(() => send(...call));
    last = next.catch(() => undefined);
    return next;
  };
};

const execute = `
  const [expression, done] = arguments;
  (async () => JSON.stringify(await (0, eval)(expression)))()
    .then((json) => done({ json }), (error) => done({ error: String(error) }));`;

const contextOf = async (driverUrl: string, binary: string): Promise<EngineContext> => {
  const send = createCommands(driverUrl);
  const created = await send('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } } },
  });
  const session = `/session/${(created as { sessionId: string }).sessionId}`;
  // The driver times scripts by the page's own clock, which tests move.
  await send('POST', `${session}/timeouts`, { script: null });
  // The first window stays empty: a session ends with its last one.
  const spare = await send('GET', `${session}/window`);
  let queue: Promise<unknown> = Promise.resolve();
  const inWindow = <T>(handle: unknown, action: () => Promise<T>): Promise<T> => {
    const next = queue.then(async () => {
      await send('POST', `${session}/window`, { handle });
      return action();
    });
    queue = next.catch(() => undefined);
    return next;
  };
  return {
    newPage: async () => {
      const opened = await inWindow(spare, () => send('POST', `${session}/window/new`, { type: 'window' }));
      const { handle } = opened as { handle: string };
      return {
        goto: (url) => inWindow(handle, () => send('POST', `${session}/url`, { url })),
        run: (expression) =>
          inWindow(handle, async () => {
            const answer = await send('POST', `${session}/execute/async`, {
              script: execute,
              args: [expression],
            });
            const { json, error } = answer as { json?: string; error?: string };
            if (error) throw new Error(error);
            return json === undefined ? undefined : JSON.parse(json);
          }),
        click: (value) =>
          inWindow(handle, async () => {
            const element = await send('POST', `${session}/element`, { using: 'css selector', value });
            const [id] = Object.values(element as object);
            await send('POST', `${session}/element/${id}/click`);
          }),
        close: () => inWindow(handle, () => send('DELETE', `${session}/window`)),
      };
    },
    cookies: () =>
      inWindow(spare, async () => {
        const handles = (await send('GET', `${session}/window/handles`)) as string[];
        await send('POST', `${session}/window`, { handle: handles.find((one) => one !== spare) ?? spare });
        return (await send('GET', `${session}/cookie`)) as { name: string }[];
      }),
    clearCookies: () =>
      inWindow(spare, async () => {
        const handles = (await send('GET', `${session}/window/handles`)) as string[];
        await send('POST', `${session}/window`, { handle: handles.find((one) => one !== spare) ?? spare });
        await send('DELETE', `${session}/cookie`);
      }),
    close: () => send('DELETE', session),
  };
};

/** WebKitGTK over WebDriver. A session's storage ends with it. */
export const createWebKit = (seam: Seam): Engine => {
  let display = '';
  const environment = (home?: string) => ({
    ...process.env,
    DISPLAY: display,
    WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    ...(home && { HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home }),
  });
  return {
    name: 'webkit',
    lacks: {
      prerendering: 'WebKit prerenders no pages',
      subdomains: 'WebKitGTK asks the system for names, which may know nothing below localhost',
    },
    launch: async () => {
      const screen = await startScreen();
      display = screen.display;
      const home = mkdtempSync(join(tmpdir(), 'sdk-web-webkit-'));
      const port = await freePort();
      const driver = spawn(driverPath, [`--port=${port}`, '--host=127.0.0.1'], {
        env: environment(home),
        stdio: 'ignore',
      });
      const url = `http://127.0.0.1:${port}`;
      while (!(await fetch(`${url}/status`).catch(() => undefined)))
        await new Promise((resolve) => setTimeout(resolve, 50));
      const newContext = async () => asPlaywrightContext(await contextOf(url, miniBrowserPath()), seam);
      const close = async () => {
        driver.kill('SIGKILL');
        screen.child.kill('SIGKILL');
        rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      };
      return { newContext, close } as unknown as Browser;
    },
    createProfile: () => {
      const home = mkdtempSync(join(tmpdir(), 'sdk-web-webkit-'));
      const running = new Set<ChildProcess>();
      const never = () => seam.skip("what a session of WebKit's driver stores ends with it");
      return {
        open: async () => never(),
        isOnDisk: never,
        visit: (url) => {
          running.add(spawn(miniBrowserPath(), [url], { env: environment(home), stdio: 'ignore' }));
        },
        remove: () => {
          for (const child of running) child.kill('SIGKILL');
          rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
        },
      };
    },
  };
};
