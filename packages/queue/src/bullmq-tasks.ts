import { Queue, Worker } from 'bullmq';
import type { RedisConnection } from './redis.ts';
import {
  aggregationQueue,
  profileQueue,
  sessionQueue,
  type TaskQueue,
  type TaskQueueDefinition,
  type Tasks,
} from './task-queues.ts';

export interface BullTasksOptions {
  readonly work: RedisConnection;
  readonly prefix: string;
  readonly onError: (error: Error) => void;
}

/** The task queues on Redis. */
export function createBullTasks(options: BullTasksOptions): Tasks & { close(): Promise<void> } {
  const profiles = createBullTaskQueue(profileQueue, options);
  const sessions = createBullTaskQueue(sessionQueue, options);
  const aggregations = createBullTaskQueue(aggregationQueue, options);
  return {
    profiles,
    sessions,
    aggregations,
    async close() {
      await Promise.all([profiles.close(), sessions.close(), aggregations.close()]);
    },
  };
}

function createBullTaskQueue<T>(
  definition: TaskQueueDefinition<T>,
  { work, prefix, onError }: BullTasksOptions,
): TaskQueue<T> & { close(): Promise<void> } {
  const queue = new Queue(definition.name, { connection: work, prefix, skipVersionCheck: true });
  queue.on('error', onError);
  return {
    async add(task) {
      await queue.add('task', task, {
        attempts: definition.attempts,
        backoff: { type: 'exponential', delay: definition.backoffMs },
        removeOnComplete: true,
        removeOnFail: { count: 10_000 },
      });
    },
    consume(handler, { concurrency = 1 } = {}) {
      const worker = new Worker(definition.name, async (job) => handler(definition.schema.parse(job.data)), {
        connection: work,
        prefix,
        concurrency,
        skipVersionCheck: true,
        maxStalledCount: 20,
      });
      worker.on('error', onError);
      return { close: () => worker.close() };
    },
    close: () => queue.close(),
  };
}
