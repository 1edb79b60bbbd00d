import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

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
  /** Asks a report as a client; resolves with its data. */
  ask<Data>(path: string): Promise<Data>;
  /** Sends messages as one batch; throws where one is refused. */
  send(messages: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

/** The page as it is in the source, built and served by a real stand-alone server on a new directory. */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'gatrix-dashboard-'));
  const pageDir = join(directory, 'page');
  const dataDir = join(directory, 'data');
  await buildPage(pageDir);
  const port = await freePort();
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=source', join(root, 'apps/standalone/src/main.ts')],
    {
      cwd: root,
      env: { ...process.env, ...env, PORT: String(port), DATA_DIR: dataDir, DASHBOARD_DIRECTORY: pageDir },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  // A test run that gives up in between does not leave the server behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const welcome = await welcomeOf(child);
  const credentials: Credentials = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  const { url, projectId, read, write } = credentials;
  return {
    url,
    credentials,
    dataDir,
    pageDir,
    signInUrl: /http\S+#token=\S+/.exec(welcome)?.[0] ?? '',
    ask: async (path) => {
      const response = await fetch(`${url}/insights/${projectId}${path}`, { headers: headersOf(read) });
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
    close: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      process.off('exit', kill);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** In a process of its own: this one's NODE_ENV would give the page the development build of React. */
async function buildPage(outDir: string): Promise<void> {
  const vite = join(root, 'apps/dashboard/node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error', '--outDir', outDir], {
    cwd: join(root, 'apps/dashboard'),
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the page was not built: ${code}`);
}

function headersOf({ id, secret }: Pair): Record<string, string> {
  return { 'openpanel-client-id': id, 'openpanel-client-secret': secret };
}

/** What the server prints when it is up. */
async function welcomeOf(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('Ctrl+C')) {
      child.stdout?.resume();
      return text;
    }
  }
  throw new Error(`the server ended: ${text}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
