import {
  type ChunkClaim,
  type ChunkKeys,
  claimMemoryMs,
  type IdempotencyStore,
} from './idempotency-store.ts';

export interface InProcessStoreOptions {
  /**
   * Keys of the messages stored since the given time (milliseconds), oldest first: what a process that was
   * killed can no longer remember.
   */
  readonly load: (since: number) => AsyncIterable<{ readonly key: string; readonly storedAt: number }>;
  readonly now: () => number;
  /** Keys kept at most, about 100 bytes each; older ones are looked up in ClickHouse. */
  readonly maxKeys?: number;
}

/** A batch on its way, and who waits to hear what became of it. */
interface OpenBatch {
  readonly keys: string[];
  readonly settled: Promise<void>;
  settle(): void;
}

/**
 * Claims of a process that is the only writer. A chunk never comes twice here; what makes a message a duplicate
 * is that it was stored by this process or by the one before it on the same data. A copy of a message that is on
 * its way waits: it may not be answered before the message is stored, and has to store it if that fails.
 */
export function createInProcessIdempotencyStore(options: InProcessStoreOptions): IdempotencyStore {
  const maxKeys = options.maxKeys ?? 2_000_000;
  // Insertion order is age.
  const seen = new Map<string, number>();
  const open = new Map<string, OpenBatch>();
  const onTheirWay = new Map<string, OpenBatch>();
  let forgottenUntil = 0;
  // After a failed insert every message is looked up, until the senders' retries are surely over.
  let uncertainUntil = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    for await (const { key, storedAt } of options.load(options.now() - claimMemoryMs)) {
      seen.set(key, storedAt);
      forget();
    }
  }

  function forget(): void {
    const limit = options.now() - claimMemoryMs;
    for (const [key, storedAt] of seen) {
      if (seen.size <= maxKeys && storedAt >= limit) return;
      seen.delete(key);
      forgottenUntil = Math.max(forgottenUntil, storedAt);
    }
  }

  /** Claims all keys in one go. */
  function claimNow(batch: OpenBatch, chunks: readonly ChunkKeys[]): ChunkClaim[] {
    const now = options.now();
    return chunks.map(({ chunkId, owner, keys }) => ({
      status: 'claimed' as const,
      owned: keys.map((key) => {
        // A replayed chunk is looked up in ClickHouse; it claimed its messages when it first came.
        if (seen.has(key) && owner === chunkId) return false;
        seen.set(key, now);
        onTheirWay.set(key, batch);
        batch.keys.push(key);
        return true;
      }),
    }));
  }

  function settle(batchId: string): OpenBatch | undefined {
    const batch = open.get(batchId);
    if (!batch) return undefined;
    open.delete(batchId);
    for (const key of batch.keys) onTheirWay.delete(key);
    return batch;
  }

  return {
    async claim(batchId, chunks) {
      loading ??= load().catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      await loading;
      const keys = chunks.flatMap((chunk) => chunk.keys);
      for (;;) {
        const others = new Set(keys.flatMap((key) => onTheirWay.get(key) ?? []));
        if (others.size === 0) break;
        await Promise.all([...others].map(({ settled }) => settled));
      }
      const batch = openBatch();
      open.set(batchId, batch);
      const claims = claimNow(batch, chunks);
      forget();
      return claims;
    },
    chunksOf: async () => [],
    async complete(batchId) {
      settle(batchId)?.settle();
    },
    async abandon(batchId) {
      const batch = settle(batchId);
      if (!batch) return;
      for (const key of batch.keys) seen.delete(key);
      uncertainUntil = performance.now() + claimMemoryMs;
      batch.settle();
    },
    horizon(now) {
      if (performance.now() < uncertainUntil) return Number.POSITIVE_INFINITY;
      return Math.max(now - claimMemoryMs + 3_600_000, forgottenUntil);
    },
  };
}

function openBatch(): OpenBatch {
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { keys: [], settled, settle: () => settle() };
}
