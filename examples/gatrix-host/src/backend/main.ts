import { once } from 'node:events';
import { resolve } from 'node:path';
import { openAnalyticsServer } from './analytics-server.ts';
import { createApp } from './app.ts';
import { buildPage } from './build-page.ts';
import { loadConfig } from './config.ts';

const config = loadConfig(process.env);
const analytics = await openAnalyticsServer(config);
const pageDirectory = resolve(config.DATA_DIR, 'example-page');
await buildPage(pageDirectory, analytics);

const { url: analyticsUrl, projectId, connection } = analytics;
const app = createApp({
  ...{ analyticsUrl, projectId, connection },
  ...{ jwtSecret: config.JWT_SECRET, pageDirectory },
});
const server = app.listen(config.PORT, config.HOST);
await once(server, 'listening');
process.stdout.write(`
  The host is running at    http://${config.HOST}:${config.PORT}
  Analytics is running at   ${analytics.url}
  Stop:                     Ctrl+C
`);

const stop = async () => {
  server.close();
  server.closeAllConnections();
  await analytics.close();
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
