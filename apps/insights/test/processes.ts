import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { vi } from 'vitest';

const root = join(import.meta.dirname, '../../..');

export interface AppProcess {
  /** Where it listens; '' for one that only works. */
  readonly url: string;
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<void>;
}

/** Starts one of the apps from its source as a process of its own, and waits until its log says this. */
export async function startApp(app: string, env: Record<string, string>, isUp: RegExp): Promise<AppProcess> {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', join(root, `apps/${app}/src/main.ts`)],
    {
      cwd: root,
      env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const output = outputOf(child);
  await vi.waitUntil(
    () => {
      if (child.exitCode !== null) throw new Error(`${app} ended: ${output()}`);
      return isUp.test(output());
    },
    { timeout: 60_000 },
  );
  return {
    url: /Server listening at (http:\/\/127[^"]+)/.exec(output())?.[1] ?? '',
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function outputOf(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return () => output;
}
