import { createBacklog } from './backlog.ts';
import type { EventQueueState } from './event-queue.ts';
import type { RedisConnection } from './redis.ts';
import { createShardRegistry } from './shards.ts';

export interface QueueWatchOptions {
  readonly connection: RedisConnection;
  readonly prefix: string;
  readonly onError: (error: Error) => void;
}

/** What waits in the event queue on Redis, for who neither fills nor empties it. */
export function createQueueWatch({ connection, prefix, onError }: QueueWatchOptions): {
  state(): Promise<EventQueueState>;
} {
  const registry = createShardRegistry(connection, prefix);
  const backlog = createBacklog(connection, prefix, onError);
  return { state: async () => backlog.state(await registry.count(1)) };
}
