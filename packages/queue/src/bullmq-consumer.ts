import type { RedisConnection } from '@gatrix/analytics-redis';
import { DelayedError, type Job, Queue, Worker } from 'bullmq';
import { chunkFrame, countMessages, type EventChunk } from './chunk.ts';
import { maxChunkBytes } from './chunk-publisher.ts';
import {
  type ChunkHandler,
  type DeadLetters,
  type EventConsumer,
  eventRetryPolicy,
  RetryLaterError,
} from './event-queue.ts';
import { shardName } from './shards.ts';

export interface BullConsumerOptions {
  readonly work: RedisConnection;
  readonly prefix: string;
  readonly handler: ChunkHandler;
  readonly concurrency: number;
  readonly lockDurationMs: number;
  readonly deadLetters: DeadLetters;
  /** How many shards there are now: they can become more. */
  readonly countShards: () => Promise<number>;
  readonly onDone: (messages: number) => void;
  readonly onError: (error: Error) => void;
}

/** A chunk whose worker died this often is itself the danger. */
const maxStalledCount = 20;

/** Of the JSON of chunks in hand; as objects and rows they take some five times as much. */
const maxBytesInHand = 128_000_000;

const retryLaterMs = 1_000;
const lookAroundEveryMs = 5_000;

/** Consumes every shard of the event queue, those that appear later too. */
export function consumeShards(options: BullConsumerOptions): EventConsumer {
  const { onError } = options;
  const shards: Shard[] = [];
  let isClosing = false;

  async function lookAround(): Promise<void> {
    try {
      const count = await options.countShards();
      while (shards.length < count && !isClosing) shards.push(consumeShard(options, shards.length));
      for (const shard of shards) await shard.buryFailed();
    } catch (error) {
      if (!isClosing) onError(error instanceof Error ? error : new Error(String(error)));
    }
  }

  shards.push(consumeShard(options, 0));
  let looking = lookAround();
  const timer = setInterval(() => {
    looking = looking.then(lookAround);
  }, lookAroundEveryMs);
  timer.unref();
  return {
    async close() {
      isClosing = true;
      clearInterval(timer);
      await Promise.all(shards.map((shard) => shard.closeWorker()));
      await looking;
      await Promise.all(shards.map((shard) => shard.closeQueue()));
    },
  };
}

interface Shard {
  /** Takes chunks that BullMQ has given up, because their workers died again and again, to the dead letters. */
  buryFailed(): Promise<void>;
  closeWorker(): Promise<void>;
  closeQueue(): Promise<void>;
}

function consumeShard(options: BullConsumerOptions, shard: number): Shard {
  const { work, prefix, concurrency, lockDurationMs, onError } = options;
  const common = { connection: work, prefix, skipVersionCheck: true };
  const held = { chunks: 0, bytes: 0 };
  const hold = (chunks: number, bytes: number) => {
    held.chunks += chunks;
    held.bytes += bytes;
    worker.concurrency = chunksAtOnce(concurrency, held);
  };
  const handle = async (job: Job<EventChunk>, token: string | undefined) => {
    const bytes = Number(job.data?.bytes ?? 0) || 0;
    hold(1, bytes);
    try {
      await process(options, job, token);
    } finally {
      hold(-1, -bytes);
    }
  };
  const worker = new Worker<EventChunk>(shardName(shard), handle, {
    ...common,
    concurrency: chunksAtOnce(concurrency, held),
    lockDuration: lockDurationMs,
    stalledInterval: lockDurationMs / 2,
    maxStalledCount,
    drainDelay: 1,
  });
  worker.on('error', onError);
  const queue = new Queue<EventChunk>(shardName(shard), common);
  queue.on('error', onError);
  return {
    async buryFailed() {
      for (const job of await queue.getFailed(0, 99)) {
        await bury(options, job, job.failedReason ?? 'failed');
        await job.remove();
      }
    },
    closeWorker: () => worker.close(),
    closeQueue: () => queue.close(),
  };
}

/** BullMQ takes as many as it may before it shows the first, so that the first few are thought to be large. */
function chunksAtOnce(
  concurrency: number,
  held: { readonly chunks: number; readonly bytes: number },
): number {
  const bytes = held.chunks === 0 ? maxChunkBytes : Math.max(1, held.bytes / held.chunks);
  return Math.min(concurrency, Math.max(1, Math.floor(maxBytesInHand / bytes)));
}

async function process(
  options: BullConsumerOptions,
  job: Job<EventChunk>,
  token: string | undefined,
): Promise<void> {
  const frame = chunkFrame.safeParse(job.data);
  if (!frame.success) {
    const [issue] = frame.error.issues;
    return bury(options, job, `not a chunk: ${issue?.path.join('.')} ${issue?.message}`);
  }
  // Messages inside are checked one by one by the worker's first step.
  const chunk = frame.data as EventChunk;
  try {
    await options.handler(chunk);
  } catch (error) {
    if (error instanceof RetryLaterError) {
      await job.moveToDelayed(Date.now() + retryLaterMs, token);
      throw new DelayedError();
    }
    if (job.attemptsMade + 1 < eventRetryPolicy.attempts) throw error;
    await bury(options, job, error instanceof Error ? error.message : String(error));
  }
  options.onDone(countMessages(chunk));
}

async function bury(options: BullConsumerOptions, job: Job<EventChunk>, reason: string): Promise<void> {
  await options.deadLetters.add({ id: job.id ?? '', reason, failedAt: Date.now(), chunk: job.data });
}
