import { createRequire } from 'node:module';
import { join } from 'node:path';
import { listens } from './answers.ts';
import type { Service } from './service.ts';
import { startService } from './start-service.ts';

const tsx = createRequire(import.meta.url).resolve('tsx');

/** Starts a Chromium for many at once; `chromium.connect(url)` of playwright-core gives a browser whose contexts are the caller's own. */
export function startBrowserServer(): Promise<Service> {
  return startService(
    {
      name: 'browser',
      command: (dir, port) => [
        process.execPath,
        ...['--conditions=source', '--import', tsx],
        ...[join(import.meta.dirname, '../src/browser-server.ts'), String(port), dir],
      ],
      isReady: (port) => listens(port, '127.0.0.1'),
      url: (port) => `ws://127.0.0.1:${port}/browser`,
    },
    {},
  );
}
