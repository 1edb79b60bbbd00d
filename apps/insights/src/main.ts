import { createClient } from '@clickhouse/client';
import { migrate } from '@gatrix/analytics-clickhouse-schema';
import { createClientDirectory, createMetadata } from '@gatrix/analytics-metadata';
import { createReports } from '@gatrix/analytics-reports';
import { createLogger, runService } from '@gatrix/analytics-service-runtime';
import { type FastifyBaseLogger, fastify, LogController } from 'fastify';
import { createSessionAccess, registerDashboard, registerInsights, registerInsightsServer } from './app.ts';
import { clickhouseCheck, readerSettings } from './clickhouse.ts';
import { loadInsightsConfig } from './config.ts';
import { version } from './version.ts';

const config = loadInsightsConfig(process.env);
const logger = createLogger({ name: 'insights', ...config.logger });
const { database, cluster, ...server } = config.clickhouse;
const timeout = { request_timeout: (config.limits.timeoutSeconds + 5) * 1000 };
const reader = createClient({ ...server, ...timeout, ...readerSettings });
const metadata = createMetadata(config.database);
const checks = { clickhouse: clickhouseCheck(reader), mysql: metadata.ping };

const loggerInstance: FastifyBaseLogger = logger;
const app = fastify({
  loggerInstance,
  logController: new LogController({ disableRequestLogging: true }),
  requestIdHeader: 'x-request-id',
});
const deps = {
  clients: createClientDirectory({ metadata }),
  projects: metadata.projects,
  members: metadata.members,
  reports: createReports({ clickhouse: reader, database, now: Date.now, limits: config.limits }),
  jwt: config.jwt,
  sessions: createSessionAccess({ metadata, now: Date.now }),
  checks,
  settings: { version },
};
registerInsightsServer(app, deps);
await app.register(async (scope) => registerInsights(scope, deps));
const { dashboard } = config;
if (dashboard) await app.register(async (scope) => registerDashboard(scope, dashboard));
// Listening comes first: while a dependency is down, /ready says which.
await app.listen({ host: config.HOST, port: config.PORT });
await runService({
  name: 'insights',
  logger,
  dependencies: Object.entries(checks).map(([name, check]) => ({ name, check })),
  async start() {
    if (config.AUTO_MIGRATE) {
      const writer = createClient(server);
      await migrate({ clickhouse: writer, database, cluster });
      await writer.close();
      await metadata.migrate();
    }
    return {
      async close() {
        await app.close();
        await Promise.all([reader.close(), metadata.close()]);
      },
    };
  },
});
