import { createHash } from 'node:crypto';
import { DelayedError, Job, Queue, Worker } from 'bullmq';
import { type ChunkPart, chunkFrame, countMessages, type EventChunk } from './chunk.ts';
import { createChunkPublisher } from './chunk-publisher.ts';
import {
  type ChunkHandler,
  type ConsumeOptions,
  type DeadLetters,
  type EventConsumer,
  type EventQueue,
  eventQueueName,
  eventRetryPolicy,
  QueueUnavailableError,
  RetryLaterError,
} from './event-queue.ts';
import { pingRedis, type RedisConnection } from './redis.ts';

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
  /** Told of every chunk that was sent: its messages, how long that took, and whether it is durable. */
  readonly onChunk?: ((messages: number, seconds: number, isDurable: boolean) => void) | undefined;
}

/** A chunk whose worker died this often is itself the danger. */
const maxStalledCount = 20;

/** The event queue on Redis: one BullMQ job a chunk. */
export function createBullEventQueue(options: BullEventQueueOptions): EventQueue {
  const { requests, work, prefix, onError } = options;
  const shardCount = options.shards ?? 1;
  const names = Array.from({ length: shardCount }, (_, shard) =>
    shardCount === 1 ? eventQueueName : `${eventQueueName}-${shard}`,
  );
  const backlogKey = `${prefix}:backlog`;
  const queues = names.map((name) => {
    const queue = new Queue<EventChunk>(name, {
      connection: requests,
      prefix,
      skipVersionCheck: true,
      skipWaitingForReady: true,
    });
    queue.on('error', onError);
    return queue;
  });
  const publishers = queues.map((queue) =>
    createChunkPublisher({
      lingerMs: options.lingerMs ?? 3,
      maxMessages: options.maxMessages ?? 500,
      maxInFlight: 8,
      send: (chunk) => send(queue, chunk),
    }),
  );
  const counterTimer = setInterval(() => publishers[0]?.flush(), 1_000);
  counterTimer.unref();

  async function send(queue: Queue<EventChunk>, chunk: EventChunk): Promise<void> {
    const messages = countMessages(chunk);
    const begun = performance.now();
    const told = (isDurable: boolean) =>
      options.onChunk?.(messages, (performance.now() - begun) / 1_000, isDurable);
    try {
      // Both at once: one way to Redis and back instead of two.
      await Promise.all([
        requests.incrby(backlogKey, messages),
        queue.add('chunk', chunk, {
          jobId: chunk.id,
          attempts: eventRetryPolicy.attempts,
          backoff: { type: 'exponential', delay: eventRetryPolicy.backoffMs },
          removeOnComplete: true,
        }),
      ]);
      told(true);
    } catch (error) {
      told(false);
      throw new QueueUnavailableError('the queue could not take the messages', { cause: error });
    }
  }

  async function publish(parts: readonly ChunkPart[]): Promise<void> {
    const only = publishers[0];
    if (shardCount === 1 && only) return only.publish(parts);
    const results = await Promise.allSettled(
      byShard(parts, shardCount).map(([shard, sharded]) => publishers[shard]?.publish(sharded)),
    );
    const failed = results.find((result) => result.status === 'rejected');
    // What other shards took already is recognised by its ids when the sender tries again.
    if (failed) throw failed.reason;
  }

  function consume(handler: ChunkHandler, { concurrency = 256 }: ConsumeOptions = {}): EventConsumer {
    const workers = names.map((name) => {
      const lockDuration = options.lockDurationMs ?? 20_000;
      const worker = new Worker<EventChunk>(name, (job, token) => process(job, token, handler), {
        connection: work,
        prefix,
        concurrency,
        lockDuration,
        stalledInterval: lockDuration / 2,
        maxStalledCount,
        drainDelay: 1,
        skipVersionCheck: true,
      });
      worker.on('error', onError);
      return worker;
    });
    return {
      async close() {
        await Promise.all(workers.map((worker) => worker.close()));
      },
    };
  }

  async function process(
    job: Job<EventChunk>,
    token: string | undefined,
    handler: ChunkHandler,
  ): Promise<void> {
    const frame = chunkFrame.safeParse(job.data);
    if (!frame.success) {
      await options.deadLetters.add({
        id: job.id ?? '',
        reason: `not a chunk: ${frame.error.issues[0]?.path.join('.')} ${frame.error.issues[0]?.message}`,
        failedAt: Date.now(),
        chunk: job.data,
      });
      return;
    }
    // Messages inside are checked one by one by the worker's first step.
    const chunk = frame.data as EventChunk;
    try {
      await handler(chunk);
    } catch (error) {
      if (error instanceof RetryLaterError) {
        await job.moveToDelayed(Date.now() + 1_000, token);
        throw new DelayedError();
      }
      if (job.attemptsMade + 1 < eventRetryPolicy.attempts) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      await options.deadLetters.add({ id: chunk.id, reason, failedAt: Date.now(), chunk });
    }
    await work.decrby(backlogKey, countMessages(chunk));
  }

  async function backlog(): Promise<number> {
    const jobs = (
      await Promise.all(queues.map((queue) => queue.getJobCountByTypes('waiting', 'active', 'delayed')))
    ).reduce((sum, count) => sum + count, 0);
    if (jobs === 0) return 0;
    const messages = Number((await requests.get(backlogKey)) ?? 0);
    return Math.max(jobs, messages);
  }

  return {
    publish,
    count: (delta) => publishers[0]?.count(delta),
    consume,
    backlog,
    async load(chunkId) {
      for (const queue of queues) {
        const job = await Job.fromId<EventChunk>(queue, chunkId);
        if (job) return job.data;
      }
      return undefined;
    },
    ping: () => pingRedis(requests),
    async close() {
      clearInterval(counterTimer);
      await Promise.all(publishers.map((publisher) => publisher.drain()));
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}

/** Splits parts by device, so that one device's messages stay on one queue. */
function byShard(parts: readonly ChunkPart[], shards: number): [number, ChunkPart[]][] {
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
      const known = sharded.get(shard);
      if (known) known.push({ context, messages: list });
      else sharded.set(shard, [{ context, messages: list }]);
    }
  }
  return [...sharded];
}
