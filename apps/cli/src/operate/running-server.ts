import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Manifest } from '@gatrix/analytics-backup';
import { CommandError } from '../command-context.ts';
import { readCredentials } from '../track-target.ts';

const pollMs = 300;

type State =
  | { readonly status: 'none' | 'running' }
  | { readonly status: 'done'; readonly manifest: Manifest }
  | { readonly status: 'failed'; readonly message: string };

interface RunningServer {
  ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response>;
}

/** The stand-alone server of a data directory, for its operator. Undefined where none runs. */
export async function runningServer(dataDir: string): Promise<RunningServer | undefined> {
  const tokenPath = join(dataDir, 'operator-token');
  const url = readCredentials(dataDir)?.url;
  if (!existsSync(tokenPath) || url === undefined) return undefined;
  const token = readFileSync(tokenPath, 'utf8');
  const isThere = await fetch(new URL('/health', url)).catch(() => undefined);
  if (!isThere) return undefined;
  return {
    async ask(method, path, body) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(new URL(path, url), { method, headers, ...sent });
      if (!response.ok) throw await refusal(response);
      return response;
    },
  };
}

/** Has the server make a back-up, and waits for it. */
export async function askForBackup(server: RunningServer, directory: string): Promise<Manifest> {
  await server.ask('POST', '/operate/backup', { directory });
  for (;;) {
    const state = (await (await server.ask('GET', '/operate/backup')).json()) as State;
    if (state.status === 'done') return state.manifest;
    if (state.status === 'failed') throw new CommandError(state.message);
    if (state.status === 'none') throw new CommandError('the server was started again meanwhile');
    await delay(pollMs);
  }
}

async function refusal(response: Response): Promise<CommandError> {
  const text = (await response.text()).slice(0, 300);
  return new CommandError(`${response.url} answers ${response.status}: ${text}`);
}
