import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@gatrix/analytics-free-port';

export interface Host {
  readonly url: string;
  /** Asks the analytics server itself, as its `read` client; resolves with the report's data. */
  readonly ask: <Data>(path: string) => Promise<Data>;
  readonly projectId: string;
  readonly root: { readonly id: string; readonly secret: string };
  readonly write: { readonly id: string; readonly secret: string };
  /** What the host and the analytics server know each other by. */
  readonly connection: {
    readonly signalToken: string;
    readonly inboxToken: string;
    readonly gaugesToken: string;
  };
  readonly close: () => Promise<void>;
}

/** Runs the example's one command on a new directory, and waits until it says where it is. */
export async function startHost(): Promise<Host> {
  const directory = await mkdtemp(join(tmpdir(), 'gatrix-host-'));
  const [port, analyticsPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ['../../scripts/example.mjs'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: `${port}`,
      ANALYTICS_PORT: `${analyticsPort}`,
      DATA_DIR: directory,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  let text = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (text.includes('Ctrl+C')) break;
  }
  child.stdout.resume();
  const url = /host is running at\s+(\S+)/.exec(text)?.[1];
  if (!url) throw new Error(`the host did not start: ${text}`);
  const {
    projectId,
    read,
    root,
    write,
    url: analyticsUrl,
  } = JSON.parse(await readFile(join(directory, 'credentials.json'), 'utf8'));
  const connection = JSON.parse(await readFile(join(directory, 'example-host.json'), 'utf8'));
  return {
    ...{ url, projectId, root, write, connection },
    ask: async (path) => {
      const response = await fetch(`${analyticsUrl}/insights/${projectId}${path}`, {
        headers: { 'openpanel-client-id': read.id, 'openpanel-client-secret': read.secret },
      });
      if (!response.ok) throw new Error(await response.text());
      return (await response.json()).data;
    },
    close: async () => {
      const exited = once(child, 'exit');
      kill();
      await exited;
      process.off('exit', kill);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
