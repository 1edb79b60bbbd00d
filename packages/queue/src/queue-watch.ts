import type { RedisConnection } from '@gatrix/analytics-redis';
import { Queue } from 'bullmq';
import { createBacklog } from './backlog.ts';
import type { EventQueueState } from './event-queue.ts';
import { chunkKey, createShardRegistry, shardName } from './shards.ts';

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
  /** The chunks that are not stored yet, as Redis' keys; of those that are given, the ones that are still not. */
  chunks(): Promise<string[]>;
  remaining(chunks: readonly string[]): Promise<string[]>;
  close(): Promise<void>;
} {
  const registry = createShardRegistry(connection, prefix);
  const backlog = createBacklog(connection, prefix, onError);
  const queue = new Queue(shardName(0), { connection, prefix, skipVersionCheck: true });
  queue.on('error', onError);
  return {
    state: async () => backlog.state(await registry.count(1)),
    workers: () => queue.getWorkersCount(),
    async chunks() {
      const names = Array.from({ length: await registry.count(1) }, (_, shard) => shardName(shard));
      const ids = await Promise.all(names.map((name) => chunkIds(connection, `${prefix}:${name}:`)));
      return ids.flat().map((id) => chunkKey(prefix, id));
    },
    async remaining(chunks) {
      const isThere = await Promise.all(chunks.map((key) => connection.exists(key)));
      return chunks.filter((_, index) => isThere[index] === 1);
    },
    close: () => queue.close(),
  };
}

/** In the order in which chunks go from one list to the next, so that none slips by. */
async function chunkIds(redis: RedisConnection, queue: string): Promise<string[]> {
  let ids: string[] = [];
  for (const list of ['paused', 'wait', 'active']) ids = ids.concat(await redis.lrange(queue + list, 0, -1));
  ids = ids.concat(await redis.zrange(`${queue}delayed`, '0', '-1'));
  // What was given back meanwhile.
  ids = ids.concat(await redis.lrange(`${queue}wait`, 0, -1));
  return [...new Set(ids)];
}
