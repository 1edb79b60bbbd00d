import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { HostConfig } from './config.ts';
import { type Connection, connect } from './connect.ts';
import { type Manage, manageOf } from './manage.ts';
import { users } from './users.ts';

export interface AnalyticsServer {
  readonly url: string;
  /** The id of the client of type `write` that pages send with. */
  readonly clientId: string;
  readonly projectId: string;
  readonly connection: Connection | undefined;
  readonly close: () => Promise<void>;
}

interface Credentials {
  readonly projectId: string;
  readonly write: { readonly id: string };
  readonly root: { readonly id: string; readonly secret: string };
}

const startScript = fileURLToPath(new URL('../../../../scripts/start.mjs', import.meta.url));

/** The server that the environment names, or a stand-alone one of our own whose reports the operator may read. */
export async function openAnalyticsServer(config: HostConfig): Promise<AnalyticsServer> {
  const {
    ANALYTICS_SERVER_URL: url,
    ANALYTICS_CLIENT_ID: clientId,
    ANALYTICS_PROJECT_ID: projectId,
  } = config;
  if (url && clientId && projectId)
    return { url, clientId, projectId, connection: connectionIn(config), close: async () => undefined };
  return startStandalone(config);
}

function connectionIn({ SIGNAL_TOKEN, INBOX_TOKEN, GAUGES_TOKEN }: HostConfig): Connection | undefined {
  if (!SIGNAL_TOKEN || !INBOX_TOKEN || !GAUGES_TOKEN) return undefined;
  return { signalToken: SIGNAL_TOKEN, inboxToken: INBOX_TOKEN, gaugesToken: GAUGES_TOKEN };
}

async function startStandalone(config: HostConfig): Promise<AnalyticsServer> {
  const url = `http://127.0.0.1:${config.ANALYTICS_PORT}`;
  const dataDir = resolve(config.DATA_DIR);
  const child = spawn(process.execPath, [startScript], {
    env: {
      ...process.env,
      PORT: String(config.ANALYTICS_PORT),
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      JWT_SECRET: config.JWT_SECRET,
      // The host stands on this machine, and alerts go to it.
      WEBHOOK_ALLOW_PRIVATE: 'true',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'exit');
  await waitForWelcome(child.stdout);
  const credentials: Credentials = JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8'));
  const manage = manageOf(url, credentials.projectId, credentials.root);
  await addOperators(manage);
  const hostUrl = `http://${config.HOST}:${config.PORT}`;
  const connection = await connect(manage, hostUrl, join(dataDir, 'example-host.json'));
  return {
    url,
    clientId: credentials.write.id,
    projectId: credentials.projectId,
    connection,
    close: async () => {
      child.kill('SIGTERM');
      // A server that a signal to the whole group has reached already is on its way out.
      await Promise.race([exited, delay(10_000, undefined, { ref: false })]);
      process.off('exit', kill);
      kill();
    },
  };
}

/** The server says on its standard output when it is up, and nothing where it cannot start. */
async function waitForWelcome(output: Readable): Promise<void> {
  let text = '';
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.includes('Ctrl+C')) {
      output.resume();
      return;
    }
  }
  throw new Error('the analytics server did not start');
}

/** The analytics server knows the host's users by their tokens; who may read reports, it is told here. */
async function addOperators(manage: Manage): Promise<void> {
  for (const user of users.filter(({ role }) => role === 'operator')) {
    await manage('PUT', `members/${user.id}`, { role: 'viewer' });
  }
}
