import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@gatrix/analytics-free-port';
import { copyBuilt, runCli, startApp, waitForOutput } from '@gatrix/analytics-test-services';

interface Pair {
  readonly id: string;
  readonly secret: string;
}

export interface Credentials {
  readonly url: string;
  readonly projectId: string;
  readonly write: Pair;
  readonly read: Pair;
  readonly root: Pair;
}

export interface TestServer {
  readonly url: string;
  readonly credentials: Credentials;
  /** The address that the server prints for the first visit. */
  readonly signInUrl: string;
  readonly dataDir: string;
  /** The built page. */
  readonly pageDir: string;
  /** Asks a report as a client, with a POST where there is a body; resolves with its data. */
  ask<Data>(path: string, body?: object): Promise<Data>;
  /** Sends messages as one batch; throws where one is refused. */
  send(messages: readonly object[]): Promise<void>;
  /** Fills a project of its own with the demo's data, and gives the same server as that project sees it. */
  seedDemo(): Promise<TestServer>;
  close(): Promise<void>;
}

/** The page as it is in the source, built and served by a real stand-alone server on a new directory. */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'gatrix-dashboard-'));
  const pageDir = join(directory, 'page');
  const dataDir = join(directory, 'data');
  await copyBuilt('page', pageDir);
  const port = await freePort();
  const server = startApp('standalone', {
    env: { ...process.env, ...env, PORT: String(port), DATA_DIR: dataDir, DASHBOARD_DIRECTORY: pageDir },
  });
  await waitForOutput(/Ctrl\+C/, server);
  const credentials: Credentials = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  const known = { dataDir, pageDir, signInUrl: /http\S+#token=\S+/.exec(server.output())?.[0] ?? '' };
  return {
    ...known,
    ...viewOf(credentials),
    seedDemo: async () => {
      const { projectId, client } = await seedDemo(dataDir, port);
      const ofDemo = { ...credentials, projectId, read: client, write: client, root: client };
      const alone = async () => {
        throw new Error('the demo is part of another server');
      };
      return { ...known, ...viewOf(ofDemo), seedDemo: alone, close: alone };
    },
    close: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The server as a project's clients see it. */
function viewOf(credentials: Credentials): Pick<TestServer, 'url' | 'credentials' | 'ask' | 'send'> {
  const { url, projectId, read, write } = credentials;
  return {
    url,
    credentials,
    ask: async (path, body) => {
      const response = await fetch(`${url}/insights/${projectId}${path}`, {
        headers: { ...headersOf(read), ...(body && { 'content-type': 'application/json' }) },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()).data;
    },
    send: async (messages) => {
      const response = await fetch(`${url}/track`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headersOf(write) },
        body: JSON.stringify(messages),
      });
      const answer = await response.json();
      if (!response.ok || answer.rejected?.length > 0) throw new Error(JSON.stringify(answer));
    },
  };
}

/** `gatrix-analytics seed demo`, small. */
async function seedDemo(
  dataDir: string,
  port: number,
): Promise<{ readonly projectId: string; readonly client: Pair }> {
  const options = ['--events', '12000', '--days', '40', '--timezone', 'UTC'];
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port) };
  return JSON.parse(await runCli(['--json', 'seed', 'demo', ...options], env));
}

function headersOf({ id, secret }: Pair): Record<string, string> {
  return { 'openpanel-client-id': id, 'openpanel-client-secret': secret };
}
