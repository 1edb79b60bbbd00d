import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@gatrix/analytics-free-port';
import { startCommand, waitForOutput } from '@gatrix/analytics-test-services';

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
  const server = startCommand(process.execPath, {
    args: ['scripts/start.mjs'],
    env: { ...process.env, PORT: `${await freePort()}`, DATA_DIR: dataDir, ...more },
  });
  // What was changed since the last build is built first.
  await waitForOutput(/Ctrl\+C/, server, 170_000);
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
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
