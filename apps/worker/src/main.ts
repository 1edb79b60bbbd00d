import { createClient } from '@clickhouse/client';
import { migrate } from '@gatrix/analytics-clickhouse-schema';
import { createRedisIdempotencyStore } from '@gatrix/analytics-idempotency';
import { createNormalizer } from '@gatrix/analytics-normalizer';
import {
  chunkKey,
  connectForRequests,
  connectForWork,
  createBullDeadLetters,
  createBullEventQueue,
  createBullTasks,
  pingRedis,
} from '@gatrix/analytics-queue';
import { createLogger, runService } from '@gatrix/analytics-service-runtime';
import { startWorker } from './app.ts';
import { loadWorkerConfig } from './config.ts';
import { createErrorLog } from './error-log.ts';
import { startHealthServer } from './health-server.ts';

const config = loadWorkerConfig(process.env);
const logger = createLogger({ name: 'worker', ...config.logger });
const { database, cluster, ...connection } = config.clickhouse;
const clickhouse = createClient({ ...connection, request_timeout: 60_000, max_open_connections: 8 });
const requests = connectForRequests(config.redis);
const work = connectForWork(config.redis);
const prefix = config.QUEUE_PREFIX;
const shards = config.EVENT_QUEUE_SHARDS;

const checks = {
  redis: () => pingRedis(requests),
  clickhouse: async () => {
    const answer = await clickhouse.ping();
    if (!answer.success) throw answer.error;
  },
};
const health = await startHealthServer({ host: config.HOST, port: config.WORKER_PORT, checks });

await runService({
  name: 'worker',
  logger,
  dependencies: Object.entries(checks).map(([name, check]) => ({ name, check })),
  async start() {
    if (config.AUTO_MIGRATE) await migrate({ clickhouse, database, cluster });
    const onError = createErrorLog({ logger, now: Date.now });
    const deadLetters = createBullDeadLetters({ work, prefix });
    const lockDurationMs = config.WORKER_LOCK_DURATION;
    const tasks = createBullTasks({ work, prefix, onError, lockDurationMs });
    const queue = createBullEventQueue({
      requests,
      work,
      prefix,
      shards,
      deadLetters,
      lockDurationMs,
      onError,
    });
    const worker = startWorker({
      clickhouse,
      database,
      queue,
      tasks,
      deadLetters,
      idempotency: createRedisIdempotencyStore({
        redis: work,
        prefix,
        chunkKey: (chunkId) => chunkKey(prefix, chunkId),
      }),
      normalizer: createNormalizer(),
      logger,
      now: Date.now,
      batchSize: config.WORKER_BATCH_SIZE,
      batchTimeoutMs: config.WORKER_BATCH_TIMEOUT,
      concurrency: config.WORKER_CONCURRENCY,
      // The chunks stay in Redis until they are stored, however long that takes.
      insertPatienceMs: Number.POSITIVE_INFINITY,
      isReplicated: cluster !== undefined,
    });
    logger.info({ database, shards, port: health.port }, 'consuming');
    return {
      async close() {
        await worker.close();
        await Promise.all([queue.close(), tasks.close(), deadLetters.close()]);
        health.close();
        requests.disconnect();
        work.disconnect();
        await clickhouse.close();
      },
    };
  },
});
