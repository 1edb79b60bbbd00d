import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { coordinatorVariable } from './config.ts';
import { endWithThisProcess } from './process.ts';
import { countStart } from './starts.ts';

const root = join(import.meta.dirname, '../../..');
const patienceMs = 90_000;

export interface AppProcess {
  readonly child: ChildProcess;
  /** What it printed, and what it printed with its errors and its log. */
  readonly printed: () => string;
  readonly output: () => string;
  /** Resolves with the exit code; null after a signal. */
  readonly ended: Promise<number | null>;
  /** Sends the signal, unless it has ended; resolves when it has. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface StartOptions {
  /** All of its environment, but for PATH, HOME and where starts are counted. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  /** Of Node, beside those that run TypeScript from its source. */
  readonly flags?: readonly string[];
  /** Default: none. `open` is a pipe that stays open. */
  readonly stdin?: 'open' | undefined;
}

/** One of the apps, from its source. */
export function startApp(app: string, options: StartOptions): AppProcess {
  return startProgram(`apps/${app}/src/main.ts`, options);
}

/** A program of the repository, by its path from the root. */
export function startProgram(path: string, { flags = [], args = [], ...options }: StartOptions): AppProcess {
  const loaders = ['--import', 'tsx', '--import', join(import.meta.dirname, '../src/count-engines.ts')];
  const node = ['--conditions=source', ...loaders, ...flags, join(root, path), ...args];
  countStart('app');
  return startCommand(process.execPath, { ...options, args: node });
}

/** Any program, in the root of the repository. It ends with this process. */
export function startCommand(
  command: string,
  { env, args = [], stdin }: Omit<StartOptions, 'flags'>,
): AppProcess {
  const { PATH, HOME, [coordinatorVariable]: coordinator } = process.env;
  const own = { PATH, HOME, ...(coordinator && { [coordinatorVariable]: coordinator }) };
  const child = spawn(command, args, { cwd: root, env: { ...own, ...env }, stdio: 'pipe' });
  if (stdin !== 'open') child.stdin.end();
  let [printed, output] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  endWithThisProcess(child);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  return {
    child,
    printed: () => printed,
    output: () => output,
    ended,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return ended;
    },
  };
}

/** The command line to its end; gives what it printed. Throws where it fails. */
export async function runCli(args: readonly string[], env: StartOptions['env']): Promise<string> {
  const cli = startApp('cli', { env, args });
  // Its streams end after it.
  const [code] = await once(cli.child, 'close');
  if (code !== 0) throw new Error(`gatrix-analytics ${args.join(' ')} ended with ${code}: ${cli.output()}`);
  return cli.printed();
}

/** Waits until `url` answers with success. Throws where the process ends before, or it takes 90 s. */
export async function waitForOk(url: string, app: AppProcess): Promise<void> {
  await untilTrue(url, app, async () => (await fetch(url).catch(() => undefined))?.ok === true);
}

/** Waits until what it printed or logged matches; gives the match. Throws where the process ends before, or it takes longer. */
export async function waitForOutput(
  pattern: RegExp,
  app: AppProcess,
  maxMs = patienceMs,
): Promise<RegExpExecArray> {
  let match: RegExpExecArray | null = null;
  await untilTrue(
    String(pattern),
    app,
    () => {
      match = pattern.exec(app.output());
      return match !== null;
    },
    maxMs,
  );
  return match ?? Promise.reject(new Error(`nothing matches ${pattern}`));
}

/** Waits until a server's log says where it listens. */
export async function waitForAddress(app: AppProcess): Promise<string> {
  const [, url = ''] = await waitForOutput(/Server listening at (http:\/\/127[^"]+)/, app);
  return url;
}

async function untilTrue(
  what: string,
  app: AppProcess,
  isTrue: () => boolean | Promise<boolean>,
  maxMs = patienceMs,
): Promise<void> {
  const deadline = Date.now() + maxMs;
  while (!(await isTrue())) {
    if (app.child.exitCode !== null || app.child.signalCode !== null)
      throw new Error(`it ended before ${what}: ${app.output()}`);
    if (Date.now() > deadline)
      throw new Error(`${what} did not come within ${maxMs / 1_000} s: ${app.output()}`);
    await delay(50);
  }
}
