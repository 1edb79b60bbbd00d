import { createRedisIdempotencyStore, type IdempotencyStore } from '@gatrix/analytics-idempotency';
import {
  chunkKey,
  createBullDeadLetters,
  createBullEventQueue,
  createBullTasks,
  createWrittenCheck,
  type DeadLetters,
  type EventQueue,
  type Tasks,
} from '@gatrix/analytics-queue';
import { connectForRequests, connectForWork, durabilityProblems, pingRedis } from '@gatrix/analytics-redis';
import type { Logger } from '@gatrix/analytics-service-runtime';
import { createErrorLog } from './error-log.ts';

export interface RedisQueuesOptions {
  readonly url: string;
  readonly prefix: string;
  readonly shards: number;
  readonly lockDurationMs: number;
  readonly logger: Logger;
}

/** What a worker has in Redis. */
export interface RedisQueues {
  readonly queue: EventQueue;
  readonly tasks: Tasks;
  readonly deadLetters: DeadLetters;
  readonly idempotency: IdempotencyStore;
  ping(): Promise<void>;
  /** Says in the log where Redis is set up so that acknowledged messages can be lost. */
  checkDurability(): Promise<void>;
  close(): Promise<void>;
}

export function openRedisQueues(options: RedisQueuesOptions): RedisQueues {
  const { url, prefix, shards, lockDurationMs, logger } = options;
  const requests = connectForRequests({ url });
  const work = connectForWork({ url });
  const claims = connectForWork({ url });
  const onError = createErrorLog({ logger });
  const deadLetters = createBullDeadLetters({ work, prefix });
  const tasks = createBullTasks({ work, prefix, onError, lockDurationMs });
  const queue = createBullEventQueue({
    ...{ requests, work, prefix, shards, lockDurationMs },
    ...{ deadLetters, onError },
  });
  return {
    ...{ queue, tasks, deadLetters },
    idempotency: createRedisIdempotencyStore({
      redis: claims,
      prefix,
      chunkKey: (chunkId) => chunkKey(prefix, chunkId),
      whenWritten: createWrittenCheck(work, prefix),
    }),
    ping: () => pingRedis(requests),
    async checkDurability() {
      for (const problem of await durabilityProblems(work)) logger.warn(problem);
    },
    async close() {
      await Promise.all([queue.close(), tasks.close(), deadLetters.close()]);
      requests.disconnect();
      work.disconnect();
      claims.disconnect();
    },
  };
}
