/** What one chunk's messages are to a batch that wants to store them. */
export type ChunkClaim =
  /** `owned[i]`: message i is this chunk's to store; otherwise another chunk has it, and it is a duplicate. */
  | { readonly status: 'claimed'; readonly owned: readonly boolean[] }
  /** The chunk is part of an earlier batch that may or may not have been stored. */
  | { readonly status: 'assigned'; readonly batchId: string }
  /** The chunk was stored. */
  | { readonly status: 'done' };

export interface ChunkKeys {
  readonly chunkId: string;
  /** Whose claims these are: the chunk itself, or the one it was replayed from. */
  readonly owner: string;
  /** A key a message, from `messageKey`. */
  readonly keys: readonly string[];
}

/**
 * Remembers which messages were claimed by which chunk, for at least 24 hours, and which chunks form a batch.
 * A batch that was begun is always finished with the same chunks, so that its inserts can be recognised.
 */
export interface IdempotencyStore {
  /**
   * Claims the messages of the chunks, and makes those chunks one batch in one step. Asking again for a batch
   * with the same chunks gives the same claims.
   */
  claim(batchId: string, chunks: readonly ChunkKeys[]): Promise<ChunkClaim[]>;
  /** The chunks of a batch that is not complete, in their order. */
  chunksOf(batchId: string): Promise<string[]>;
  /** The batch is stored: its chunks are done. */
  complete(batchId: string, chunkIds: readonly string[]): Promise<void>;
  /** A batch failed for good in this process; whether its messages are stored is not known. */
  abandon(batchId: string): Promise<void>;
  /**
   * Messages that happened before this time may have been stored earlier than the store remembers: look for
   * them in ClickHouse. Milliseconds since the epoch.
   */
  horizon(now: number): number;
}

/** How long a claim is remembered at least. */
export const claimMemoryMs = 24 * 3_600_000;
