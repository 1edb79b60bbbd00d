import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { AnalyticsServer } from './analytics-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the front end, about a second, into `directory`. It learns its ids as `import.meta.env.VITE_…`. */
export async function buildPage(
  directory: string,
  { clientId, projectId }: Pick<AnalyticsServer, 'clientId' | 'projectId'>,
): Promise<void> {
  process.env.VITE_ANALYTICS_CLIENT_ID = clientId;
  process.env.VITE_ANALYTICS_PROJECT_ID = projectId;
  await build({ root, logLevel: 'warn', build: { outDir: directory, emptyOutDir: true } });
}
