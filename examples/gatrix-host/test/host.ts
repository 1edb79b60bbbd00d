import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatrix/analytics-free-port';
import { startCommand, waitForOutput } from '@gatrix/analytics-test-services';

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
  const both = startCommand(process.execPath, {
    args: ['scripts/example.mjs'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: `${port}`,
      ANALYTICS_PORT: `${analyticsPort}`,
      DATA_DIR: directory,
    },
  });
  // What was changed since the last build is built first.
  await waitForOutput(/Ctrl\+C/, both, 170_000);
  const [, url = ''] = await waitForOutput(/host is running at\s+(\S+)/, both);
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
      await both.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
