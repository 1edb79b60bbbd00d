import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** The host's pages: every path answers the same page, which loads the built script. */
export interface Site {
  readonly url: string;
  /** JavaScript inside the options of `init`, beside clientId, apiUrl and onDrop. */
  options: string;
  /** HTML before all else of every page, for a clock that the test moves. */
  clock: string;
  /** HTML before the SDK's script. */
  head: string;
  /** Headers of every page. */
  headers: Record<string, string>;
  /** The paths of all requests so far. */
  readonly requests: string[];
  /** Answers that wait until their promise is there, by path. */
  readonly held: Map<string, () => Promise<void>>;
  /** Whole pages by path, in place of the usual one. */
  readonly pages: Map<string, string>;
  readonly reset: () => void;
  readonly close: () => Promise<void>;
}

export async function startSite(buildDirectory: string, collectorUrl: string): Promise<Site> {
  const initial = { options: '', clock: '', head: '', headers: {} };
  const state: Pick<Site, keyof typeof initial> = { ...initial };
  const requests: string[] = [];
  const held = new Map<string, () => Promise<void>>();
  const pages = new Map<string, string>();

  const usualPage = () => `<!doctype html><title>Page</title>${state.clock}${state.head}
    <script src="/sdk.js"></script>
    <script>
      drops = [];
      gatrix('init', {
        clientId: 'c-1',
        apiUrl: '${collectorUrl}',
        onDrop: (message, reason) => drops.push([message.payload.name, reason]),
        ${state.options}
      });
    </script>`;

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    requests.push(pathname);
    await held.get(pathname)?.();
    if (/\.(js|cjs)$/.test(pathname)) {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end(readFileSync(join(buildDirectory, pathname)));
    } else if (pathname === '/favicon.ico') {
      response.writeHead(204).end();
    } else {
      response.writeHead(200, { 'content-type': 'text/html', ...state.headers });
      response.end(pages.get(pathname) ?? usualPage());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages,
    held,
    requests,
    reset: () => {
      requests.length = 0;
      Object.assign(state, initial);
      held.clear();
      pages.clear();
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}
