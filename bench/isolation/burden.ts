import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endWithThisProcess } from '@gatrix/analytics-test-services';
import type { BurdenName } from './burdens.ts';
import type { Target } from './target.ts';

export interface BurdenResult {
  /** How often requests ended how. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Accepted of it. */
  readonly events: number;
}

/** A burden in a process of its own. */
export function burdenOf(name: BurdenName, { url, projectId, write, read, root }: Target) {
  const file = fileURLToPath(new URL('burden-process.ts', import.meta.url));
  const target = JSON.stringify({ url, projectId, write, read, root });
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', file, name, target], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithThisProcess(child);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'close');
  return {
    async stop(): Promise<BurdenResult> {
      child.kill('SIGTERM');
      await ended;
      return JSON.parse(text);
    },
  };
}
