import { createClient } from '@clickhouse/client';
import { forCluster, migrate, refuseNewerSchema } from '@gatrix/analytics-clickhouse-schema';
import { createClientDirectory, createMetadata } from '@gatrix/analytics-metadata';
import {
  createReports,
  exporterSettings,
  moneySource,
  readerSettings,
  segmentSource,
} from '@gatrix/analytics-reports';
import { createLogger, createWorkWatch, runService } from '@gatrix/analytics-service-runtime';
import { fastify } from 'fastify';
import {
  createProvider,
  createSessionAccess,
  registerDashboard,
  registerInsights,
  registerInsightsServer,
} from './app.ts';
import { clickhouseCheck } from './clickhouse.ts';
import { loadInsightsConfig } from './config.ts';
import { openRedis } from './redis.ts';
import { serverOptions } from './server-options.ts';
import { version } from './version.ts';

const config = loadInsightsConfig(process.env);
const logger = createLogger({ name: 'insights', ...config.logger });
const { database, cluster, nodeUrls, ...server } = config.clickhouse;
const timeout = { request_timeout: (config.limits.timeoutSeconds + 5) * 1000 };
const reader = forCluster(createClient({ ...server, ...timeout, ...readerSettings }), cluster);
const exporter = forCluster(createClient({ ...server, ...exporterSettings }), cluster);
// Erasing rewrites what is stored, which takes its time.
const connect = (url: string) =>
  createClient({ ...server, url, log: readerSettings.log, request_timeout: 600_000 });
const writer = forCluster(connect(server.url), cluster);
const store = { clickhouse: writer, database, cluster, connect, nodeUrls };
const metadata = createMetadata(config.database);
const redis =
  config.redis && openRedis({ ...config.redis, prefix: config.QUEUE_PREFIX, now: Date.now, logger });
const checks = { clickhouse: clickhouseCheck(reader), mysql: metadata.ping };

const app = fastify(serverOptions(logger));
const deps = {
  clients: createClientDirectory({ metadata }),
  projects: metadata.projects,
  members: metadata.members,
  reports: createReports({
    ...{ clickhouse: reader, exportClickhouse: exporter, database, now: Date.now, limits: config.limits },
    segments: segmentSource(metadata),
    money: moneySource(metadata),
    results: redis?.results,
    queueStatus: redis?.queueStatus,
  }),
  jwt: config.jwt,
  sessions: createSessionAccess({ metadata, usersTable: config.database.usersTable, now: Date.now }),
  provider: config.provider && createProvider(config.provider),
  manage: { metadata, store, publicUrl: config.publicUrl },
  checks,
  answers: createWorkWatch(),
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
    await Promise.all([refuseNewerSchema(writer, database), metadata.refuseNewer()]);
    if (config.AUTO_MIGRATE) {
      await migrate({
        ...store,
        onWaiting: (message) => logger.warn(message),
      });
      await metadata.migrate({ onWaiting: (message) => logger.warn(message) });
    }
    return {
      async close() {
        await app.close();
        redis?.close();
        await Promise.all([reader.close(), exporter.close(), writer.close(), metadata.close()]);
      },
    };
  },
});
