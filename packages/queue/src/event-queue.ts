import type { ChunkPart, CounterDelta, EventChunk } from './chunk.ts';

export const eventQueueName = 'analytics-events';

/** Attempts and exponential backoff before a chunk goes to the dead letters. */
export const eventRetryPolicy = { attempts: 3, backoffMs: 1_000 } as const;

/** The queue cannot take messages durably now. Nothing of the call was accepted. */
export class QueueUnavailableError extends Error {
  override readonly name = 'QueueUnavailableError';
}

/** Thrown by a handler: give the chunk back and try again later; it does not count as an attempt. */
export class RetryLaterError extends Error {
  override readonly name = 'RetryLaterError';
}

export type ChunkHandler = (chunk: EventChunk) => Promise<void>;

export interface EventConsumer {
  /** Takes no more chunks and waits for those in hand. */
  close(): Promise<void>;
}

/** The way from ingest to the worker. Two forms: BullMQ on Redis, and in-process. */
export interface EventQueue {
  /**
   * Resolves when every message is durable: in Redis, or (in-process) stored.
   * Rejects with QueueUnavailableError where it cannot be; the sender may try again with the same ids.
   */
  publish(parts: readonly ChunkPart[]): Promise<void>;
  /**
   * Whether so many more messages may come: not where more comes all the time than can be sent, so that they would only wait.
   * Messages that may come are counted; 0 only asks whether any would be let in.
   */
  admits(messages: number): boolean;
  /** Adds to what the next chunk carries; counts are lost with the process, messages never. */
  count(delta: CounterDelta): void;
  /** At least once for each chunk; a handler that resolves completes it. */
  consume(handler: ChunkHandler, options?: ConsumeOptions): EventConsumer;
  /** A chunk that is not yet completed, for the recovery of a batch it was part of. */
  load(chunkId: string): Promise<EventChunk | undefined>;
  /** Messages that wait or are being worked on; Infinity where the store is too full to take more safely. */
  backlog(): Promise<number>;
  state(): Promise<EventQueueState>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Chunks by state, and the messages in all of them. */
export interface EventQueueState {
  readonly waiting: number;
  readonly active: number;
  /** Given back, to be tried again later. */
  readonly delayed: number;
  readonly messages: number;
  /** When the chunk that waits longest came; milliseconds since the epoch. */
  readonly oldestWaitingAt: number | undefined;
}

export interface ConsumeOptions {
  /** Chunks in hand at once. */
  readonly concurrency?: number;
}

/** What never could be stored, and why. */
export interface DeadLetter {
  readonly id: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly failedAt: number;
  /** The chunk that remained undeliverable; the client's address is not in it. */
  readonly chunk: unknown;
}

export interface DeadLetters {
  /** Keyed by `id`: adding one twice is one. */
  add(letter: DeadLetter): Promise<void>;
  list(options?: { readonly limit?: number }): Promise<DeadLetter[]>;
  get(id: string): Promise<DeadLetter | undefined>;
  /** Puts it back on its queue, once; false where there is none. */
  replay(id: string): Promise<boolean>;
  drop(id: string): Promise<boolean>;
  count(): Promise<number>;
}
