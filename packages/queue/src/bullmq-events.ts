import { pingRedis, type RedisConnection } from '@gatrix/analytics-redis';
import { Job, Queue } from 'bullmq';
import { createBacklog } from './backlog.ts';
import { consumeShards } from './bullmq-consumer.ts';
import { type ChunkPart, countMessages, type EventChunk } from './chunk.ts';
import { createChunkPublisher } from './chunk-publisher.ts';
import { type DeadLetters, type EventQueue, eventRetryPolicy, QueueUnavailableError } from './event-queue.ts';
import { byShard, createShardRegistry, newChunkId, shardName, shardOfChunk } from './shards.ts';
import { allAdmit } from './standing-line.ts';
import { createWrittenCheck } from './written.ts';

export interface BullEventQueueOptions {
  /** From `connectForRequests`: publishing fails at once while Redis is away. */
  readonly requests: RedisConnection;
  /** From `connectForWork`. */
  readonly work: RedisConnection;
  /** Hash-tagged, such as `{gatrix}`, so that Redis Cluster keeps a queue's keys in one slot. */
  readonly prefix: string;
  /** `EVENT_QUEUE_SHARDS`: queues that events are spread over by device. */
  readonly shards?: number;
  readonly deadLetters: DeadLetters;
  readonly lingerMs?: number;
  readonly maxMessages?: number;
  /** A worker that was killed gives up its chunks after this long. */
  readonly lockDurationMs?: number;
  readonly onError: (error: Error) => void;
}

/** How a chunk is added, wherever it comes from. */
export const chunkJobOptions = {
  attempts: eventRetryPolicy.attempts,
  backoff: { type: 'exponential', delay: eventRetryPolicy.backoffMs },
  removeOnComplete: true,
} as const;

/** The event queue on Redis: one BullMQ job a chunk. */
export function createBullEventQueue(options: BullEventQueueOptions): EventQueue {
  const { requests, work, prefix, onError } = options;
  const shardCount = options.shards ?? 1;
  const registry = createShardRegistry(requests, prefix);
  const backlog = createBacklog(requests, prefix, onError);
  const done = createBacklog(work, prefix, onError);
  const whenWritten = createWrittenCheck(requests, prefix);
  const queues = new Map<number, Queue<EventChunk>>();

  function queueOf(shard: number): Queue<EventChunk> {
    const existing = queues.get(shard);
    if (existing) return existing;
    const queue = new Queue<EventChunk>(shardName(shard), {
      connection: requests,
      prefix,
      skipVersionCheck: true,
      skipWaitingForReady: true,
    });
    queue.on('error', onError);
    queues.set(shard, queue);
    return queue;
  }

  const publishers = Array.from({ length: shardCount }, (_, shard) =>
    createChunkPublisher({
      newId: () => newChunkId(shard),
      lingerMs: options.lingerMs ?? 3,
      maxMessages: options.maxMessages ?? 500,
      maxInFlight: 8,
      send: (chunk) => send(shard, chunk),
      whenDurable: () => whenWritten().catch(refuse),
    }),
  );
  const counterTimer = setInterval(() => publishers[0]?.flush(), 1_000);
  counterTimer.unref();

  async function send(shard: number, chunk: EventChunk): Promise<void> {
    try {
      await registry.register(shard);
      // In this order on one connection; a count too many is set right where the queue runs empty.
      await Promise.all([
        backlog.add(countMessages(chunk)),
        queueOf(shard).add('chunk', chunk, { jobId: chunk.id, ...chunkJobOptions }),
      ]);
    } catch (error) {
      refuse(error);
    }
  }

  const [first] = publishers;
  const publish = first && shardCount === 1 ? first.publish : publishSharded;

  async function publishSharded(parts: readonly ChunkPart[]): Promise<void> {
    const results = await Promise.allSettled(
      byShard(parts, shardCount).map(([shard, sharded]) => publishers[shard]?.publish(sharded)),
    );
    const failed = results.find((result) => result.status === 'rejected');
    // What other shards took already is recognised by its ids when the sender tries again.
    if (failed) throw failed.reason;
  }

  const state = async () => backlog.state(await registry.count(shardCount));

  return {
    publish,
    state,
    admits: (messages) => allAdmit(publishers, messages),
    count: (delta) => publishers[0]?.count(delta),
    consume: (handler, { concurrency = 256 } = {}) =>
      consumeShards({
        ...{ work, prefix, handler, concurrency, onError },
        deadLetters: options.deadLetters,
        lockDurationMs: options.lockDurationMs ?? 20_000,
        countShards: () => registry.count(shardCount),
        onDone: done.remove,
      }),
    async backlog() {
      if (await backlog.isMemoryShort()) return Number.POSITIVE_INFINITY;
      return (await state()).messages;
    },
    async load(chunkId) {
      const job = await Job.fromId<EventChunk>(queueOf(shardOfChunk(chunkId)), chunkId);
      return job?.data;
    },
    ping: () => pingRedis(requests),
    async close() {
      clearInterval(counterTimer);
      await Promise.all(publishers.map((publisher) => publisher.drain()));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

function refuse(error: unknown): never {
  throw new QueueUnavailableError('the queue could not take the messages', { cause: error });
}
