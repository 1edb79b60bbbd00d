import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

export interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Sends the signal and waits for the end; resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  readonly ended: Promise<number | null>;
}

/** One of the apps from its source, as a process of its own. */
export function startApp(app: string, env: Record<string, string>, args: readonly string[] = []): Running {
  return startProgram(join('apps', app, 'src/main.ts'), env, args);
}

/** A program of the repository, by its path from the root. */
export function startProgram(path: string, env: Record<string, string>, args: readonly string[]): Running {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', join(root, path), ...args],
    {
      cwd: root,
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    child,
    ended,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return ended;
    },
  };
}

/** The command line to its end. Throws where it fails. */
export async function runCli(args: readonly string[], env: Record<string, string>): Promise<string> {
  const running = startApp('cli', env, args);
  let stdout = '';
  running.child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const code = await running.ended;
  if (code !== 0)
    throw new Error(`gatrix-analytics ${args.join(' ')} ended with ${code}: ${running.output()}`);
  return stdout;
}

export async function waitForOk(url: string, running: Running): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    if (running.child.exitCode !== null) throw new Error(`it ended: ${running.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} did not answer: ${running.output()}`);
}
