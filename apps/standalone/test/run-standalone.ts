import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, vi } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<unknown>;
}

const fromSource = (file: string) => ['--conditions=source', '--import', 'tsx', join(root, file)];
const mains = {
  main: fromSource('apps/standalone/src/main.ts'),
  supervise: fromSource('apps/standalone/src/supervise.ts'),
  /** What `npm start` runs. */
  bundle: [join(root, 'apps/standalone/dist/bundle/supervise.js')],
} as const;
type Main = keyof typeof mains;

/** What a shell does with the command `$@`: it enters the `cgroup.procs` of its `$0` and becomes Node, or stays and waits, as npm's does. */
const shells = { cgroup: 'echo $$ > "$0" && exec "$@"', npm: '"$@"; exit $?' };

export function start(
  env: Record<string, string>,
  main: Main = 'main',
  cgroup?: string,
  isOfNpm = false,
): Run {
  const shell = ['-c', isOfNpm ? shells.npm : shells.cgroup, cgroup ?? 'sh', process.execPath];
  const [program, before] = cgroup === undefined && !isOfNpm ? [process.execPath, []] : ['sh', shell];
  const child = spawn(program, [...before, ...mains[main]], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
  // What comes from a pipe or a file is nothing that may be stored.
  if (main === 'supervise') child.stdin.write('{"greeting":"hello"}\n');
  else child.stdin.end();
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => code);
  cleanups.push(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  return { child, said: () => text, ended };
}

export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'start-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function running(
  env: Record<string, string>,
  main?: Main,
  cgroup?: string,
  isOfNpm?: boolean,
): Promise<Run> {
  const run = start(env, main, cgroup, isOfNpm);
  await vi.waitUntil(() => run.said().includes('Ctrl+C') || run.child.exitCode !== null, {
    timeout: 60_000,
    interval: 20,
  });
  expect(run.said()).toContain('Gatrix Analytics is running');
  return run;
}

/** The command line to its end; gives what it printed. Throws where it fails. */
export async function runCli(args: readonly string[], env: Record<string, string>): Promise<string> {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', join(root, 'apps/cli/src/main.ts'), ...args],
    { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [printed, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`gatrix-analytics ${args.join(' ')} ended with ${code}: ${said}`);
  return printed;
}
