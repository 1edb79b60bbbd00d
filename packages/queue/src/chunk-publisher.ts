import { type ChunkPart, type CounterDelta, countMessages, type EventChunk, messageForm } from './chunk.ts';
import { isLate } from './late.ts';
import { createStandingLine } from './standing-line.ts';

export interface ChunkPublisherOptions {
  /** Makes one chunk durable; what it throws rejects every request that was in the chunk. */
  readonly send: (chunk: EventChunk) => Promise<void>;
  readonly newId: () => string;
  /** So far apart are two chunks at least, unless one is full: what comes meanwhile travels together. */
  readonly lingerMs: number;
  /** A chunk takes no more requests once it has so many messages, or so many bytes (roughly). */
  readonly maxMessages: number;
  readonly maxBytes?: number;
  /** Chunks on their way at once; more wait. */
  readonly maxInFlight: number;
}

interface Waiting {
  readonly parts: readonly ChunkPart[];
  readonly since: number;
  readonly messages: number;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
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
    publish: (parts: readonly ChunkPart[]) =>
      (parts.some(({ context, messages }) => isLate(context.receivedAt, messages)) ? late : fresh).publish(
        parts,
      ),
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
  let waiting: Waiting[] = [];
  let waitingMessages = 0;
  const counters = new Map<string, CounterDelta>();
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  let lastFlushAt = Number.NEGATIVE_INFINITY;
  const inFlight = new Set<Promise<void>>();
  const line = createStandingLine();

  function publish(parts: readonly ChunkPart[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const messages = countMessages({ parts });
      waiting.push({ parts, since: performance.now(), messages, bytes: roughBytes(parts), resolve, reject });
      waitingMessages += messages;
      schedule();
    });
  }

  /** Never before this turn of the event loop is over: all that it brought goes together. */
  function schedule(): void {
    if (immediate) return;
    const isFull = waitingMessages >= maxMessages && inFlight.size < maxInFlight;
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
    while ((waiting.length > 0 || counters.size > 0) && inFlight.size < maxInFlight) sendChunk(take());
  }

  function take(): Waiting[] {
    let [taken, messages, bytes] = [0, 0, 0];
    for (const request of waiting) {
      messages += request.messages;
      bytes += request.bytes;
      if (taken > 0 && (messages > maxMessages || bytes > maxBytes)) break;
      taken += 1;
      waitingMessages -= request.messages;
    }
    const chunk = waiting.slice(0, taken);
    waiting = waiting.slice(taken);
    return chunk;
  }

  function sendChunk(taken: readonly Waiting[]): void {
    const parts = taken.flatMap((request) => request.parts);
    const bytes = taken.reduce((sum, request) => sum + request.bytes, 0);
    const messages = taken.reduce((sum, request) => sum + request.messages, 0);
    if (taken[0]) line.left(performance.now() - taken[0].since, messages);
    const chunk: EventChunk = {
      id: options.newId(),
      parts,
      counters: [...counters.values()],
      bytes,
      checkedAs: messageForm,
    };
    counters.clear();
    const sending = options.send(chunk).then(
      () => {
        for (const { resolve } of taken) resolve();
      },
      (error: unknown) => {
        for (const delta of chunk.counters) count(delta);
        for (const { reject } of taken) reject(error);
      },
    );
    inFlight.add(sending);
    void sending.finally(() => {
      inFlight.delete(sending);
      if (waiting.length > 0) schedule();
    });
  }

  function count(delta: CounterDelta): void {
    const key = `${delta.projectId} ${delta.minute} ${delta.kind} ${delta.reason}`;
    const counter = counters.get(key);
    counters.set(key, counter ? { ...counter, count: counter.count + delta.count } : delta);
  }

  /** Sends what waits, and waits for what is on its way. */
  async function drain(): Promise<void> {
    while (waiting.length > 0 || counters.size > 0 || inFlight.size > 0) {
      const before = counters.size;
      flush();
      await Promise.all(inFlight);
      // Counters that cannot be sent do not keep a process from closing.
      if (waiting.length === 0 && inFlight.size === 0 && counters.size >= before) return;
    }
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
