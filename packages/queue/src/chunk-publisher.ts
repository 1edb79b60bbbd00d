import { createBatches } from '@gatrix/analytics-batching';
import { type ChunkPart, type CounterDelta, countMessages, type EventChunk, messageForm } from './chunk.ts';
import { hasLate } from './late.ts';
import { createStandingLine } from './standing-line.ts';

export interface ChunkPublisherOptions {
  /** Stores one chunk; what it throws rejects every request that was in the chunk. */
  readonly send: (chunk: EventChunk) => Promise<void>;
  /** Resolves once all that was sent is durable: requests are answered then, and the next chunk leaves before. Default: at once. */
  readonly whenDurable?: () => Promise<void>;
  readonly newId: () => string;
  /** So far apart are two chunks at least, unless one is full: what comes meanwhile travels together. */
  readonly lingerMs: number;
  /** A chunk takes no more requests once it has so many messages, or so many bytes (roughly). */
  readonly maxMessages: number;
  readonly maxBytes?: number;
  /** Chunks on their way at once; more wait. */
  readonly maxInFlight: number;
}

interface Request {
  readonly parts: readonly ChunkPart[];
  readonly since: number;
  readonly messages: number;
  readonly bytes: number;
}

/** A job is one string in Redis and one object in a worker. */
export const maxChunkBytes = 4_000_000;

/**
 * Joins what arrives within a few milliseconds, of whatever requests, into one chunk (group commit). Late messages are
 * joined among themselves: storing them takes longer, and the others' senders would wait.
 */
export function createChunkPublisher(options: ChunkPublisherOptions) {
  const fresh = createLine(options);
  const late = createLine({ ...options, maxInFlight: Math.max(1, Math.floor(options.maxInFlight / 4)) });
  return {
    publish: (parts: readonly ChunkPart[]) => (hasLate(parts) ? late : fresh).publish(parts),
    count: fresh.count,
    admits: fresh.admits,
    flush() {
      fresh.flush();
      late.flush();
    },
    drain: async () => {
      await Promise.all([fresh.drain(), late.drain()]);
    },
  };
}

function createLine(options: ChunkPublisherOptions) {
  const { maxMessages, maxBytes = maxChunkBytes, maxInFlight } = options;
  let waitingMessages = 0;
  const counters = new Map<string, CounterDelta>();
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let lastFlushAt = Number.NEGATIVE_INFINITY;
  const line = createStandingLine();
  const batches = createBatches<Request, void>({ take, work: sendChunk });
  const notDurable = new Set<Promise<void>>();

  function publish(parts: readonly ChunkPart[]): Promise<void> {
    const messages = countMessages({ parts });
    const durable = batches.add({ parts, since: performance.now(), messages, bytes: roughBytes(parts) });
    waitingMessages += messages;
    schedule();
    return durable;
  }

  /** Never before this turn of the event loop is over: all that it brought goes together. */
  function schedule(): void {
    if (immediate) return;
    const isFull = waitingMessages >= maxMessages && batches.inFlight() < maxInFlight;
    const restMs = isFull ? 0 : lastFlushAt + options.lingerMs - performance.now();
    if (restMs <= 0) immediate = setImmediate(flush);
    else timer ??= setTimeout(flush, Math.ceil(restMs));
  }

  /** Sends what waits, as far as there is room on the way; what lands makes room for more. */
  function flush(): void {
    clearTimeout(timer);
    clearImmediate(immediate);
    timer = undefined;
    immediate = undefined;
    lastFlushAt = performance.now();
    while ((batches.waiting().length > 0 || counters.size > 0) && batches.inFlight() < maxInFlight) {
      void batches.start().then(() => {
        if (batches.waiting().length > 0) schedule();
      });
    }
  }

  function take(waiting: readonly Request[]): number {
    let [taken, messages, bytes] = [0, 0, 0];
    for (const request of waiting) {
      messages += request.messages;
      bytes += request.bytes;
      if (taken > 0 && (messages > maxMessages || bytes > maxBytes)) break;
      taken += 1;
      waitingMessages -= request.messages;
    }
    return taken;
  }

  /** The batch is done when it was sent; its requests are answered when it is durable. */
  async function sendChunk(requests: readonly Request[]): Promise<readonly Promise<void>[]> {
    const messages = requests.reduce((sum, request) => sum + request.messages, 0);
    if (requests[0]) line.left(performance.now() - requests[0].since, messages, waitingMessages);
    const chunk: EventChunk = {
      id: options.newId(),
      parts: requests.flatMap(({ parts }) => parts),
      counters: [...counters.values()],
      bytes: requests.reduce((sum, { bytes }) => sum + bytes, 0),
      checkedAs: messageForm,
    };
    counters.clear();
    try {
      await options.send(chunk);
    } catch (error) {
      for (const delta of chunk.counters) count(delta);
      throw error;
    }
    const durable = watch(options.whenDurable?.() ?? Promise.resolve());
    return requests.map(() => durable);
  }

  /** A slow disk must not hold back the next chunks: each request would wait for it twice. */
  function watch(durable: Promise<void>): Promise<void> {
    const forget = () => void notDurable.delete(durable);
    notDurable.add(durable);
    durable.then(forget, forget);
    return durable;
  }

  function count(delta: CounterDelta): void {
    const key = `${delta.projectId} ${delta.minute} ${delta.kind} ${delta.reason}`;
    const counter = counters.get(key);
    counters.set(key, counter ? { ...counter, count: counter.count + delta.count } : delta);
  }

  /** Sends what waits, and waits for what is on its way. */
  async function drain(): Promise<void> {
    while (batches.unsettled() > 0 || counters.size > 0 || batches.inFlight() > 0) {
      const before = counters.size;
      flush();
      await batches.oneDone();
      // Counters that cannot be sent do not keep a process from closing.
      if (batches.unsettled() === 0 && batches.inFlight() === 0 && counters.size >= before) break;
    }
    await Promise.allSettled(notDurable);
  }

  const admits = (messages: number) => line.admits(messages, waitingMessages);
  return { publish, count, flush, drain, admits };
}

/** The JSON's length, give or take; 0.4 µs a typical message, a tenth of what writing it would take. */
function roughBytes(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 6;
  let bytes = 2;
  if (Array.isArray(value)) for (const item of value) bytes += roughBytes(item) + 1;
  else for (const key in value) bytes += key.length + 4 + roughBytes((value as Record<string, unknown>)[key]);
  return bytes;
}
