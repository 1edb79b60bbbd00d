import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { startProgram } from '@gatrix/analytics-test-services';
import { waitUntil } from './wait-until.ts';

export interface AppOptions {
  readonly name: string;
  /** The app's main file, below the root of the repository. */
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 when the app is ready. */
  readonly readyUrl: string;
  readonly logDir: string;
}

/** One of the product's processes. */
export interface AppProcess {
  readonly name: string;
  readonly isRunning: boolean;
  start(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code and how long it took. */
  stop(): Promise<{ readonly code: number | null; readonly elapsedMs: number }>;
  /** SIGSTOP: it does nothing more, and does not know. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
}

const startTimeoutMs = 60_000;

export function createAppProcess(options: AppOptions): AppProcess {
  const log = createWriteStream(join(options.logDir, `${options.name}.log`), { flags: 'a' });
  let child: ChildProcess | undefined;
  let ended: Promise<number | null> = Promise.resolve(null);

  const signal = (name: NodeJS.Signals) => void child?.kill(name);

  return {
    name: options.name,
    get isRunning() {
      return child !== undefined;
    },
    async start() {
      if (child) return;
      const app = startProgram(options.main, {
        env: { ...process.env, ...options.env },
      });
      const started = app.child;
      child = started;
      started.stdout?.pipe(log, { end: false });
      started.stderr?.pipe(log, { end: false });
      ended = app.ended.finally(() => {
        if (child === started) child = undefined;
      });
      await waitUntil(`${options.name} is ready (see ${options.logDir})`, startTimeoutMs, async () => {
        if (child !== started)
          throw new Error(`${options.name} ended while it started; see ${options.logDir}`);
        return isReady(options.readyUrl);
      });
    },
    async kill() {
      signal('SIGKILL');
      await ended;
    },
    async stop() {
      const from = Date.now();
      signal('SIGTERM');
      const code = await ended;
      return { code, elapsedMs: Date.now() - from };
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
