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

/** Has the stand-alone server of a data directory make a back-up. Undefined where none runs. */
export async function askServer(dataDir: string, directory: string): Promise<Manifest | undefined> {
  const tokenPath = join(dataDir, 'operator-token');
  const url = readCredentials(dataDir)?.url;
  if (!existsSync(tokenPath) || url === undefined) return undefined;
  const headers = {
    authorization: `Bearer ${readFileSync(tokenPath, 'utf8')}`,
    'content-type': 'application/json',
  };
  const route = new URL('/operate/backup', url);
  const body = JSON.stringify({ directory });
  const begun = await fetch(route, { method: 'POST', headers, body }).catch(() => undefined);
  if (!begun) return undefined;
  if (begun.status !== 202) throw await refusal(begun);
  for (;;) {
    const response = await fetch(route, { headers });
    if (!response.ok) throw await refusal(response);
    const state = (await response.json()) as State;
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
