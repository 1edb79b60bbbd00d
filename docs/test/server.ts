import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@gatrix/analytics-free-port';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Pair {
  readonly id: string;
  readonly secret: string;
}

export interface AnalyticsServer {
  readonly url: string;
  readonly projectId: string;
  readonly write: Pair;
  readonly read: Pair;
  readonly root: Pair;
  readonly dataDir: string;
  readonly ask: <Data>(path: string) => Promise<Data>;
  readonly close: () => Promise<void>;
}

/** The product's one command, on a new directory. */
export async function startServer(more: Record<string, string> = {}): Promise<AnalyticsServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatrix-docs-'));
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
    cwd: root,
    env: { ...process.env, PORT: `${await freePort()}`, DATA_DIR: dataDir, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let text = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (text.includes('Ctrl+C')) break;
  }
  child.stdout.resume();
  const credentials = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  const { url, projectId, read } = credentials;
  return {
    ...credentials,
    dataDir,
    ask: async (path) => {
      const response = await fetch(`${url}/insights/${projectId}${path}`, {
        headers: { 'openpanel-client-id': read.id, 'openpanel-client-secret': read.secret },
      });
      if (!response.ok) throw new Error(await response.text());
      return (await response.json()).data;
    },
    close: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      process.off('exit', kill);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
