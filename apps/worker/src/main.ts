import { getPriority, setPriority } from 'node:os';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { forCluster, isWithoutKeeper, migrate, refuseNewerSchema } from '@gatrix/analytics-clickhouse-schema';
import { createMetadata } from '@gatrix/analytics-metadata';
import { createNormalizer } from '@gatrix/analytics-normalizer';
import { createReports, moneySource, readerSettings, segmentSource } from '@gatrix/analytics-reports';
import {
  createLogger,
  createReadiness,
  createWorkWatch,
  runService,
  startHealthServer,
} from '@gatrix/analytics-service-runtime';
import { startWorker } from './app.ts';
import { loadWorkerConfig } from './config.ts';
import { type DamageWatch, watchDamage } from './damage-watch.ts';
import { openRedisQueues } from './redis-queues.ts';
import { openSenders, publicUrlOf } from './sending.ts';
import { clickhouseDiskCheck, watchedTasks } from './work-watches.ts';
import { createWorkerMetrics } from './worker-metrics.ts';

const config = loadWorkerConfig(process.env);
/** Where ingest runs on the same cores, acknowledging goes before storing. Who started it with less priority still is obeyed. */
setPriority(Math.max(10, getPriority()));
const logger = createLogger({ name: 'worker', ...config.logger });
const { database, cluster, nodeUrls, ...connection } = config.clickhouse;
const connect = (url: string) =>
  createClient({
    ...connection,
    url,
    request_timeout: 60_000,
    max_open_connections: 8,
    // Every failure is logged, once, by who asked.
    log: { level: ClickHouseLogLevel.OFF },
  });
const clickhouse = forCluster(connect(connection.url), cluster);
const readers = createClient({ ...connection, request_timeout: 35_000, ...readerSettings });
const reader = forCluster(readers, cluster);
const store = { clickhouse, database, cluster, connect, nodeUrls };
const metadata = createMetadata(config.database);
const senders = openSenders(config, 1.5 * config.WORKER_LOCK_DURATION);
const redis = openRedisQueues({
  url: config.redis.url,
  prefix: config.QUEUE_PREFIX,
  shards: config.EVENT_QUEUE_SHARDS,
  lockDurationMs: config.WORKER_LOCK_DURATION,
  logger,
});
const { queue, tasks, deadLetters, idempotency } = redis;
const metrics = createWorkerMetrics({
  queueState: queue.state,
  deadLetters: deadLetters.count,
  damagedParts: () => damage?.count() ?? 0,
  now: Date.now,
});

const checks = {
  redis: redis.ping,
  clickhouse: async () => {
    const answer = await clickhouse.ping();
    if (!answer.success) throw answer.error;
  },
};
const [stores, summarises] = [createWorkWatch(), createWorkWatch({ stuckAfterMs: 600_000 })];
let damage: DamageWatch | undefined;
const health = await startHealthServer({
  ...{ host: config.HOST, port: config.WORKER_PORT, metrics },
  readiness: createReadiness({
    checks: { ...checks, disk: clickhouseDiskCheck(clickhouse) },
    work: { stores },
    besides: { summarises, data: { problem: () => damage?.problem() } },
  }),
});

await runService({
  name: 'worker',
  logger,
  dependencies: Object.entries(checks).map(([name, check]) => ({ name, check })),
  async start() {
    await refuseNewerSchema(clickhouse, database);
    if (config.AUTO_MIGRATE) await migrate({ ...store, onWaiting: (message) => logger.warn(message) });
    await redis.checkDurability();
    const reports = createReports({
      ...{ clickhouse: reader, database, now: Date.now },
      segments: segmentSource(metadata),
      money: moneySource(metadata),
    });
    const telling = { metadata, reports, now: Date.now, publicUrl: publicUrlOf(config) };
    const worker = startWorker({
      ...store,
      ...{ queue, deadLetters, idempotency, logger, stores },
      tasks: watchedTasks(tasks, summarises),
      moneyOf: moneySource(metadata),
      normalizer: createNormalizer(),
      now: Date.now,
      batchSize: config.WORKER_BATCH_SIZE,
      backlogBatchSize: 4 * config.WORKER_BATCH_SIZE,
      batchTimeoutMs: config.WORKER_BATCH_TIMEOUT,
      leastBatchWaitMs: Math.min(20, config.WORKER_BATCH_TIMEOUT),
      concurrency: config.WORKER_CONCURRENCY,
      leastEvents: config.WORKER_SEAL_FROM_EVENTS,
      // The chunks stay in Redis until they are stored, however long that takes.
      insertPatienceMs: Number.POSITIVE_INFINITY,
      isReplicated: cluster !== undefined && !(await isWithoutKeeper(store)),
      observer: metrics.observer,
      alerts: { ...telling, leaseMs: 4 * senders.leaseMs },
      digests: telling,
      deliveries: { metadata, ...senders },
    });
    const watch = watchDamage(store, logger);
    damage = watch;
    logger.info({ database, shards: config.EVENT_QUEUE_SHARDS, port: health.port }, 'consuming');
    return {
      async close() {
        watch.close();
        await worker.close();
        await redis.close();
        health.close();
        senders.close();
        await Promise.all([clickhouse.close(), reader.close(), metadata.close()]);
      },
    };
  },
});
