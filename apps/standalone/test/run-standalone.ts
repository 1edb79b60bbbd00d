import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AppProcess, startCommand } from '@gatrix/analytics-test-services';
import { afterEach, expect, vi } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

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
): AppProcess {
  const shell = ['-c', isOfNpm ? shells.npm : shells.cgroup, cgroup ?? 'sh', process.execPath];
  const [program, before] = cgroup === undefined && !isOfNpm ? [process.execPath, []] : ['sh', shell];
  const run = startCommand(program, {
    env: { ...process.env, ...env },
    args: [...before, ...mains[main]],
    stdin: 'open',
  });
  // What comes from a pipe or a file is nothing that may be stored.
  if (main === 'supervise') run.child.stdin?.write('{"greeting":"hello"}\n');
  else run.child.stdin?.end();
  cleanups.push(() => run.stop('SIGKILL'));
  return run;
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
): Promise<AppProcess> {
  const run = start(env, main, cgroup, isOfNpm);
  await vi.waitUntil(() => run.output().includes('Ctrl+C') || run.child.exitCode !== null, {
    timeout: 60_000,
    interval: 20,
  });
  expect(run.output()).toContain('Gatrix Analytics is running');
  return run;
}
