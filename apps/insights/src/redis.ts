import { createQueueWatch } from '@gatrix/analytics-queue';
import { connectForRequests } from '@gatrix/analytics-redis';
import type { QueueStatus, ResultCache } from '@gatrix/analytics-reports';
import type { Logger } from '@gatrix/analytics-service-runtime';

export interface InsightsRedis {
  readonly results: ResultCache;
  /** What waits to be stored; undefined while Redis does not say. */
  queueStatus(): Promise<QueueStatus | undefined>;
  close(): void;
}

interface RedisOptions {
  readonly url: string;
  readonly prefix: string;
  readonly now: () => number;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Answers that cannot change are kept so long after they were asked for last, seconds. */
const keptSeconds = 3_600;
/** Redis holds the events that wait: an answer may not take much of it. Characters. */
const maxKept = 100_000;

/** What insights has of Redis: kept answers, and a look at the queue. While it is away, reports are asked anew. */
export function openRedis({ url, prefix, now, logger }: RedisOptions): InsightsRedis {
  const connection = connectForRequests({ url });
  const onError = (error: unknown) => logger.warn({ err: error }, 'Redis did not answer');
  const queue = createQueueWatch({ connection, prefix, onError });
  const orNothing = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      onError(error);
      return undefined;
    }
  };
  const keyOf = (key: string) => `${prefix}:results:${key}`;
  return {
    results: {
      get: async (key) =>
        (await orNothing(() => connection.getex(keyOf(key), 'EX', keptSeconds))) ?? undefined,
      set: async (key, value) => {
        if (value.length > maxKept) return;
        await orNothing(() => connection.set(keyOf(key), value, 'EX', keptSeconds));
      },
    },
    queueStatus: () =>
      orNothing(async () => {
        const { messages, oldestWaitingAt } = await queue.state();
        return {
          depth: messages,
          oldestAgeMs: oldestWaitingAt === undefined ? null : Math.max(0, now() - oldestWaitingAt),
        };
      }),
    close: () => {
      void queue.close().finally(() => connection.disconnect());
    },
  };
}
