import { claimMemoryMs, type IdempotencyStore } from './idempotency-store.ts';

export interface InProcessStoreOptions {
  /**
   * Keys of the messages stored since the given time (milliseconds), oldest first: what a process that was
   * killed can no longer remember.
   */
  readonly load: (since: number) => AsyncIterable<{ readonly key: Buffer; readonly storedAt: number }>;
  readonly now: () => number;
  /** Keys kept at most, about 100 bytes each; older ones are looked up in ClickHouse. */
  readonly maxKeys?: number;
}

/**
 * Claims of a process that is the only writer. A chunk never comes twice here; what makes a message a duplicate
 * is that it was stored, or is being stored, by this process or by the one before it on the same data.
 */
export function createInProcessIdempotencyStore(options: InProcessStoreOptions): IdempotencyStore {
  const maxKeys = options.maxKeys ?? 2_000_000;
  // Insertion order is age.
  const seen = new Map<string, number>();
  let forgottenUntil = 0;
  // After a failed insert every message is looked up, until the senders' retries are surely over.
  let uncertainUntil = 0;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    for await (const { key, storedAt } of options.load(options.now() - claimMemoryMs)) {
      seen.set(key.toString('latin1'), storedAt);
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

  return {
    async claim(_batchId, chunks) {
      loading ??= load().catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      await loading;
      const now = options.now();
      const claims = chunks.map(({ chunkId, owner, keys }) => ({
        status: 'claimed' as const,
        owned: keys.map((buffer) => {
          const key = buffer.toString('latin1');
          // A replayed chunk is looked up in ClickHouse; it claimed its messages when it first came.
          if (seen.has(key) && owner === chunkId) return false;
          seen.set(key, now);
          return true;
        }),
      }));
      forget();
      return claims;
    },
    chunksOf: async () => [],
    complete: async () => undefined,
    async abandon(ownedKeys) {
      for (const key of ownedKeys) seen.delete(key.toString('latin1'));
      uncertainUntil = options.now() + claimMemoryMs;
    },
    horizon(now) {
      if (now < uncertainUntil) return Number.POSITIVE_INFINITY;
      return Math.max(now - claimMemoryMs + 3_600_000, forgottenUntil);
    },
  };
}
