import { Queue } from 'bullmq';
import { createBacklog } from './backlog.ts';
import type { EventQueueState } from './event-queue.ts';
import type { RedisConnection } from './redis.ts';
import { createShardRegistry, shardName } from './shards.ts';

export interface QueueWatchOptions {
  readonly connection: RedisConnection;
  readonly prefix: string;
  readonly onError: (error: Error) => void;
}

/** What waits in the event queue on Redis, for who neither fills nor empties it. */
export function createQueueWatch({ connection, prefix, onError }: QueueWatchOptions): {
  state(): Promise<EventQueueState>;
  /** How many workers are connected to the first shard's queue; those that hang are, too. */
  workers(): Promise<number>;
  close(): Promise<void>;
} {
  const registry = createShardRegistry(connection, prefix);
  const backlog = createBacklog(connection, prefix, onError);
  const queue = new Queue(shardName(0), { connection, prefix, skipVersionCheck: true });
  queue.on('error', onError);
  return {
    state: async () => backlog.state(await registry.count(1)),
    workers: () => queue.getWorkersCount(),
    close: () => queue.close(),
  };
}
