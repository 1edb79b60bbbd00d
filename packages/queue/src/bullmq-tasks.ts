import type { RedisConnection } from '@gatrix/analytics-redis';
import { Queue, Worker } from 'bullmq';
import {
  aggregationQueue,
  alertQueue,
  deliveryQueue,
  profileQueue,
  sealQueue,
  type TaskQueue,
  type TaskQueueDefinition,
  type Tasks,
} from './task-queues.ts';

export interface BullTasksOptions {
  readonly work: RedisConnection;
  readonly prefix: string;
  readonly onError: (error: Error) => void;
  /** A worker that was killed gives up its tasks after this long. Default: 30 s. */
  readonly lockDurationMs?: number;
}

/** Between two attempts, once several have failed. */
const maxBackoffMs = 60_000;

/** The task queues on Redis. */
export function createBullTasks(options: BullTasksOptions): Tasks & { close(): Promise<void> } {
  const profiles = createBullTaskQueue(profileQueue, options);
  const seals = createBullTaskQueue(sealQueue, options);
  const aggregations = createBullTaskQueue(aggregationQueue, options);
  const alerts = createBullTaskQueue(alertQueue, options);
  const deliveries = createBullTaskQueue(deliveryQueue, options);
  const queues = { profiles, seals, aggregations, alerts, deliveries };
  return {
    ...queues,
    async close() {
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
    },
  };
}

function createBullTaskQueue<T>(
  definition: TaskQueueDefinition<T>,
  { work, prefix, onError, lockDurationMs }: BullTasksOptions,
): TaskQueue<T> & { close(): Promise<void> } {
  const queue = new Queue(definition.name, { connection: work, prefix, skipVersionCheck: true });
  queue.on('error', onError);
  return {
    async add(task) {
      await queue.add('task', task, {
        attempts: definition.attempts,
        backoff: { type: 'custom' },
        removeOnComplete: true,
        removeOnFail: { count: 10_000 },
      });
    },
    consume(handler, { concurrency = 1 } = {}) {
      if (definition.isExclusive) queue.setGlobalConcurrency(1).catch(onError);
      const worker = new Worker(definition.name, async (job) => handler(definition.schema.parse(job.data)), {
        connection: work,
        prefix,
        concurrency,
        skipVersionCheck: true,
        maxStalledCount: 20,
        ...(lockDurationMs === undefined
          ? {}
          : { lockDuration: lockDurationMs, stalledInterval: lockDurationMs / 2 }),
        settings: {
          backoffStrategy: (attempts) => Math.min(definition.backoffMs * 2 ** (attempts - 1), maxBackoffMs),
        },
      });
      worker.on('error', onError);
      worker.on('failed', (_job, error) => onError(error));
      return {
        close: () => worker.close(),
      };
    },
    close: () => queue.close(),
  };
}
