import { createClientDirectory, createMetadata } from '@gatrix/analytics-metadata';
import { createBotDetector } from '@gatrix/analytics-normalizer';
import { createBullDeadLetters, createBullEventQueue } from '@gatrix/analytics-queue';
import { connectForRequests, connectForWork } from '@gatrix/analytics-redis';
import { createLogger, runService, startHealthServer } from '@gatrix/analytics-service-runtime';
import { createRedisSessionStore } from '@gatrix/analytics-sessions';
import { fastify } from 'fastify';
import {
  createIngestMetrics,
  createRedisRateLimiter,
  ingestServerOptions,
  listenBacklog,
  registerIngest,
  registerIngestServer,
} from './app.ts';
import { loadIngestConfig } from './config.ts';
import { loadDataCenterLookup, loadGeoLookup } from './geo-file.ts';
import { version } from './version.ts';

const config = loadIngestConfig(process.env);
const logger = createLogger({ name: 'ingest', ...config.logger });
const metadata = createMetadata(config.database);
const requests = connectForRequests(config.redis);
const work = connectForWork(config.redis);
const prefix = config.QUEUE_PREFIX;
const shards = config.EVENT_QUEUE_SHARDS;
const onError = (error: Error) => logger.warn({ err: error }, 'queue');
const deadLetters = createBullDeadLetters({ work, prefix });
const metrics = createIngestMetrics();
const queue = createBullEventQueue({
  requests,
  work,
  prefix,
  shards,
  deadLetters,
  onError,
});
const checks = { redis: queue.ping, mysql: metadata.ping };

const app = fastify(ingestServerOptions(logger));
const directory = createClientDirectory({ metadata });
await registerIngestServer(app, directory, metrics);
await registerIngest(app, {
  directory,
  queue,
  sessions: createRedisSessionStore(requests, prefix),
  rateLimiter: createRedisRateLimiter(requests, prefix),
  saltOf: metadata.salts.forDay,
  geoOf: await loadGeoLookup(config.GEOIP_DATABASE_PATH, logger),
  dataCenterOf: await loadDataCenterLookup(config.ASN_DATABASE_PATH, logger),
  botOf: createBotDetector(),
  pageBotOf: createBotDetector({ programsAreRobots: true }),
  checks,
  metrics,
  now: Date.now,
  settings: {
    version,
    defaultClientId: config.DEFAULT_CLIENT_ID,
    trustedProxies: config.TRUSTED_PROXIES,
    ipHeaderOrder: config.IP_HEADER_ORDER,
    rateLimitMax: config.RATE_LIMIT_MAX,
    rateLimitMaxOrigin: config.RATE_LIMIT_MAX_ORIGIN,
    maxBacklog: config.QUEUE_MAX_BACKLOG,
    insightsUrl: config.INSIGHTS_URL,
    metricsToken: config.METRICS_TOKEN,
  },
});
// Listening comes first: while a dependency is down, /ready says which, and /track answers 503.
const metricsServer =
  config.METRICS_PORT === undefined
    ? undefined
    : await startHealthServer({ metrics, host: config.HOST, port: config.METRICS_PORT });
await app.listen({ host: config.HOST, port: config.PORT, backlog: listenBacklog });
await runService({
  name: 'ingest',
  logger,
  dependencies: Object.entries(checks).map(([name, check]) => ({ name, check })),
  async start() {
    await metadata.refuseNewer();
    if (config.AUTO_MIGRATE) await metadata.migrate({ onWaiting: (message) => logger.warn(message) });
    return {
      async close() {
        await app.close();
        metricsServer?.close();
        await Promise.all([queue.close(), deadLetters.close(), metadata.close()]);
        requests.disconnect();
        work.disconnect();
      },
    };
  },
});
