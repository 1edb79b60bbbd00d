import type { Browser, BrowserContext, Page } from 'playwright-core';

/** What an engine asks of the test that is running. */
export interface Seam {
  /** Skips the test and reports why: this engine, or its driver, cannot do what the test is about. */
  readonly skip: (reason: string) => never;
  /** Cuts the network to the collector off, where the engine itself cannot be taken offline. */
  readonly setAway: (isAway: boolean) => void;
  /** The pages' clock is ahead by this much, and moved by the test; `undefined` is the real one. */
  readonly setClock: (offsetMs: number | undefined) => void;
}

/** A browser process of one test, on a profile that outlives it. */
export interface BrowserProcess {
  readonly context: BrowserContext;
  /** As a person closes the browser. */
  readonly quit: () => Promise<void>;
  /** SIGKILL to all of its processes. */
  readonly kill: () => Promise<void>;
}

export interface Profile {
  readonly open: () => Promise<BrowserProcess>;
  /** A browser that nobody drives, as the back/forward cache and prerendering need it; the page acts on its own. */
  readonly visit: (url: string) => void;
  /** Whether the browser has written this text of localStorage to disk. */
  readonly isOnDisk: (text: string) => boolean;
  readonly remove: () => void;
}

/** How the tests drive a browser. The pages of all engines act like Playwright's, as far as the tests use it. */
export interface Engine {
  readonly name: 'chromium' | 'firefox' | 'webkit';
  /** What only the tests that need it are skipped for. */
  readonly lacks: Readonly<Record<string, string>>;
  readonly launch: () => Promise<Browser>;
  readonly createProfile: () => Profile;
}

/** The calls on a page that tests use, in the words that engines other than Chromium are asked in. */
export interface EnginePage {
  readonly goto: (url: string) => Promise<unknown>;
  /** Runs an expression, waits for its promise, and gives its JSON. */
  readonly run: (expression: string) => Promise<unknown>;
  readonly click: (selector: string) => Promise<unknown>;
  readonly close: () => Promise<unknown>;
  readonly onConsole?: (listener: (text: string) => void) => void;
}

export interface EngineContext {
  readonly newPage: () => Promise<EnginePage>;
  readonly cookies: () => Promise<readonly { name: string }[]>;
  readonly clearCookies: () => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

/** `members`, and a skip with its reason for all else that is asked of it. */
const partly = <T>(what: string, members: object, { skip }: Seam): T =>
  new Proxy(members, {
    get: (target, name) => {
      // A promise is told by its `then`.
      if (name in target || name === 'then' || typeof name === 'symbol') return Reflect.get(target, name);
      return skip(`this engine's driver has no ${what}.${name}`);
    },
  }) as T;

const poll = async (isSo: () => Promise<unknown>): Promise<void> => {
  const deadline = Date.now() + 30_000;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > deadline) throw new Error('it did not come about within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** A clock that tests move, in all pages of a context. Needs the script that `clockScript` writes in each of them. */
const createClock = (pages: () => readonly EnginePage[]) => {
  const state: { offsetMs?: number; isPaused: boolean } = { isPaused: false };
  const all = async (expression: string) => {
    for (const page of pages()) await page.run(`globalThis.testClock && (${expression})`);
  };
  const forward = async (milliseconds: number, how: 'jump' | 'tickAsync') => {
    state.offsetMs = (state.offsetMs ?? 0) + milliseconds;
    await all(`testClock.${how}(${milliseconds})${how === 'jump' ? ', 0' : '.then(() => 0)'}`);
  };
  return {
    state,
    api: {
      install: async ({ time }: { time: number }) => {
        state.offsetMs = time - Date.now();
      },
      pauseAt: async (time: number) => {
        state.isPaused = true;
        await all(
          `testClock.setTickMode({ mode: 'manual' }), testClock.tickAsync(Math.max(0, ${time} - testClock.now)).then(() => 0)`,
        );
      },
      runFor: (milliseconds: number) => forward(milliseconds, 'tickAsync'),
      fastForward: (milliseconds: number) => forward(milliseconds, 'jump'),
    },
  };
};

/** What a page needs before all else where its context's clock is moved by the test. */
export const clockScript = (offsetMs: number): string => `<script src="/fake-timers.js"></script><script>
  testClock = FakeTimers.install({ now: Date.now() + ${offsetMs}, shouldAdvanceTime: true, advanceTimeDelta: 20,
    toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
</script>`;

/** A context of another engine as one of Playwright's. */
export function asPlaywrightContext(context: EngineContext, seam: Seam): BrowserContext {
  const open = new Map<Page, EnginePage>();
  const clock = createClock(() => [...open.values()]);
  const goto = (page: EnginePage, url: string) => {
    seam.setClock(clock.state.offsetMs);
    return page.goto(url);
  };
  const newPage = async (): Promise<Page> => {
    const page = await context.newPage();
    const wrapped: Page = partly(
      'page',
      {
        clock: clock.api,
        goto: (url: string) => goto(page, url),
        reload: async () => goto(page, String(await page.run('location.href'))),
        evaluate: (code: string | ((argument: unknown) => unknown), argument?: unknown) =>
          page.run(typeof code === 'string' ? code : `(${code})(${JSON.stringify(argument) ?? ''})`),
        click: page.click,
        getByRole: (role: string) => ({ click: () => page.click(role) }),
        waitForFunction: (code: string) => poll(() => page.run(`!!(${code})`)),
        waitForURL: (glob: string) =>
          poll(async () => `${await page.run('location.href')}`.endsWith(glob.replace('**', ''))),
        close: async () => {
          open.delete(wrapped);
          await page.close();
        },
        on: (event: string, listener: (message: { text: () => string }) => void) => {
          if (event === 'console') page.onConsole?.((text) => listener({ text: () => text }));
        },
      },
      seam,
    );
    open.set(wrapped, page);
    return wrapped;
  };
  return partly(
    'context',
    {
      newPage,
      pages: () => [...open.keys()],
      cookies: context.cookies,
      clearCookies: context.clearCookies,
      setOffline: async (isOffline: boolean) => seam.setAway(isOffline),
      close: async () => {
        seam.setClock(undefined);
        await context.close();
      },
    },
    seam,
  );
}
