import { randomUUID } from 'node:crypto';
import { type ChunkPart, type CounterDelta, countMessages, type EventChunk } from './chunk.ts';

export interface ChunkPublisherOptions {
  /** Makes one chunk durable; what it throws rejects every request that was in the chunk. */
  readonly send: (chunk: EventChunk) => Promise<void>;
  /** How long the first message of a chunk waits for company. */
  readonly lingerMs: number;
  readonly maxMessages: number;
  /** Chunks on their way at once; more wait, and grow. */
  readonly maxInFlight: number;
}

interface Waiting {
  readonly parts: readonly ChunkPart[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Joins what arrives within a few milliseconds, of whatever requests, into one chunk (group commit). */
export function createChunkPublisher(options: ChunkPublisherOptions) {
  let waiting: Waiting[] = [];
  let waitingMessages = 0;
  const counters = new Map<string, CounterDelta>();
  let timer: NodeJS.Timeout | undefined;
  const inFlight = new Set<Promise<void>>();

  function publish(parts: readonly ChunkPart[]): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ parts, resolve, reject });
      waitingMessages += countMessages({ parts });
      schedule();
    });
  }

  function schedule(): void {
    if (waitingMessages >= options.maxMessages && inFlight.size < options.maxInFlight) flush();
    else timer ??= setTimeout(flush, options.lingerMs);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0 && counters.size === 0) return;
    // While too many are on their way, the next chunk grows; each that lands calls again.
    if (inFlight.size >= options.maxInFlight) return;
    const taken = waiting;
    const chunk: EventChunk = {
      id: randomUUID(),
      parts: taken.flatMap(({ parts }) => parts),
      counters: [...counters.values()],
    };
    waiting = [];
    waitingMessages = 0;
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
      if (waiting.length > 0) flush();
    });
  }

  function count(delta: CounterDelta): void {
    const key = `${delta.projectId} ${delta.minute} ${delta.kind} ${delta.reason}`;
    const known = counters.get(key);
    counters.set(key, known ? { ...known, count: known.count + delta.count } : delta);
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

  return { publish, count, flush, drain };
}
