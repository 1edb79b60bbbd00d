import { createHash, randomUUID } from 'node:crypto';
import type { RedisConnection } from '@gatrix/analytics-redis';
import type { ChunkPart } from './chunk.ts';
import { eventQueueName } from './event-queue.ts';

/** The queue of a shard. The first has the plain name, so that `EVENT_QUEUE_SHARDS` can change at any time. */
export function shardName(shard: number): string {
  return shard === 0 ? eventQueueName : `${eventQueueName}-${shard}`;
}

/** A chunk's id tells its shard, so that whoever has only the id finds the job. */
export function newChunkId(shard: number): string {
  return shard === 0 ? randomUUID() : `s${shard}.${randomUUID()}`;
}

export function shardOfChunk(chunkId: string): number {
  return Number(/^s(\d+)\./.exec(chunkId)?.[1] ?? 0);
}

/** The Redis hash of a chunk's job: it exists from the answer to the sender until the chunk is done. */
export function chunkKey(prefix: string, chunkId: string): string {
  return `${prefix}:${shardName(shardOfChunk(chunkId))}:${chunkId}`;
}

/** Which shards anybody ever published to: their consumers may be configured with fewer. */
export function createShardRegistry(redis: RedisConnection, prefix: string) {
  const key = `${prefix}:event-shards`;
  const registered = new Set<number>();
  return {
    async register(shard: number): Promise<void> {
      if (shard === 0 || registered.has(shard)) return;
      await redis.sadd(key, shard);
      registered.add(shard);
    },
    /** How many there are, at least `configured`. */
    async count(configured: number): Promise<number> {
      const members = await redis.smembers(key);
      return Math.max(configured, ...members.map((shard) => Number(shard) + 1));
    },
  };
}

/** Splits parts by device, so that one device's messages stay on one queue. */
export function byShard(parts: readonly ChunkPart[], shards: number): [number, ChunkPart[]][] {
  if (shards === 1) return [[0, [...parts]]];
  const sharded = new Map<number, ChunkPart[]>();
  for (const { context, messages } of parts) {
    const here = new Map<number, ChunkPart['messages'][number][]>();
    for (const message of messages) {
      const digest = createHash('md5')
        .update(message.deviceId || message.profileId)
        .digest();
      const shard = digest.readUInt32BE(0) % shards;
      const list = here.get(shard);
      if (list) list.push(message);
      else here.set(shard, [message]);
    }
    for (const [shard, list] of here) {
      const existing = sharded.get(shard);
      if (existing) existing.push({ context, messages: list });
      else sharded.set(shard, [{ context, messages: list }]);
    }
  }
  return [...sharded];
}
