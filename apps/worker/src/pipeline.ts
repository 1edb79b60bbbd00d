import { createBatcher } from '@gatrix/analytics-batching';
import { maxBatchMonths } from '@gatrix/analytics-protocol/track';
import { type EventChunk, isLate, RetryLaterError } from '@gatrix/analytics-queue';
import { createDisplacement } from './displacement.ts';
import { lateWaitOf, monthsOf } from './late-wait.ts';
import type { Batch, PipelineContext, PipelineDeps, PreparedChunk } from './pipeline-types.ts';
import { announce } from './steps/announce.ts';
import { claim } from './steps/claim.ts';
import { complete } from './steps/complete.ts';
import { dropStored } from './steps/drop-stored.ts';
import { prepare } from './steps/prepare.ts';
import { recover } from './steps/recover.ts';
import { write } from './steps/write.ts';

export interface Pipeline {
  /** Resolves when every message of the chunk is stored, or known to be stored already. */
  process(chunk: EventChunk): Promise<void>;
  /** Stores what is in hand; what cannot be stored by then is given back. */
  close(timeoutMs: number): Promise<void>;
}

/** By the chunks' JSON; a batch is chunks, rows and a block in memory at once. */
const maxBatchBytes = 64_000_000;

function isLateChunk({ messages }: PreparedChunk): boolean {
  return messages.some(({ source, timestamp }) => isLate(source.context.receivedAt, timestamp));
}

/**
 * From a chunk to rows in ClickHouse, each exactly once. A process may die between any two of these steps;
 * docs/adr/0003-exactly-once.md says for each why nothing is lost or doubled there.
 */
export function createPipeline(deps: PipelineDeps): Pipeline {
  const closing = new AbortController();
  const displacement = createDisplacement(deps);
  const context: PipelineContext = { ...deps, displacement, closing: closing.signal };
  const lateContext = { ...context, clickhouse: deps.lateClickhouse ?? deps.clickhouse };

  /** What a chunk takes of a batch's room: rows, or as many as its bytes or months stand for. */
  const rowsOf = ({ messages, chunk }: PreparedChunk, maxRows: number) =>
    Math.max(
      messages.length,
      Math.ceil(((chunk.bytes ?? 0) / maxBatchBytes) * maxRows),
      Math.ceil((monthsOf(messages) / maxBatchMonths) * maxRows),
    );
  const batching = {
    maxWaitMs: deps.batchTimeoutMs,
    maxItems: deps.maxChunks,
    async flush(chunks: readonly PreparedChunk[]) {
      const { batch, interrupted } = await claim(context, chunks);
      const outcomes = await Promise.allSettled([
        watched(() => store(batch)),
        ...[...interrupted].map(([batchId, own]) => finish(batchId, own)),
      ]);
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    },
  };
  const { backlogBatchSize = deps.batchSize } = deps;
  const batcher = createBatcher<PreparedChunk>({
    ...batching,
    rowsOf: (chunk) => rowsOf(chunk, backlogBatchSize),
    maxRows: backlogBatchSize,
    leastWaitMs: deps.leastBatchWaitMs,
    busyWaitMs: deps.busyBatchTimeoutMs,
    // While nothing is being stored, waiting for a larger batch would leave ClickHouse idle.
    enoughRows: (oldest, inFlight) =>
      inFlight > 0 && isFromBacklog(oldest) ? backlogBatchSize : deps.batchSize,
    maxInFlight: 2,
  });
  const lateBatcher = createBatcher<PreparedChunk>({
    ...batching,
    rowsOf: (chunk) => rowsOf(chunk, deps.batchSize),
    maxRows: deps.batchSize,
    maxInFlight: 1,
    maxWaitMs: ({ messages }) => lateWaitOf(messages, deps.batchTimeoutMs),
  });
  let lateInHand = 0;

  /** It has waited for longer than a batch does, so that larger batches, of which a row costs half, delay nobody. */
  function isFromBacklog({ chunk }: PreparedChunk): boolean {
    const receivedAt = chunk.parts[0]?.context.receivedAt ?? Number.POSITIVE_INFINITY;
    return deps.now() - receivedAt > deps.batchTimeoutMs;
  }

  const watched = (work: () => Promise<void>) => (deps.stores ? deps.stores.run(work) : work());

  async function store(batch: Batch): Promise<void> {
    if (batch.chunks.length === 0) return;
    const startedAt = performance.now();
    const own = batch.chunks.some(isLateChunk) ? lateContext : context;
    try {
      const fresh = await dropStored(own, batch);
      const written = await write(own, fresh);
      // An interrupted one may have been counted by who was interrupted.
      if (!written.isInterrupted) context.rowNotes?.add(written.messages);
      await announce(own, written);
      await complete(own, written);
      context.observer?.stored(written, performance.now() - startedAt);
    } catch (error) {
      await context.idempotency.abandon(batch.id);
      throw error;
    }
  }

  const inHand = new Map<string, Promise<void>>();
  async function take(chunk: EventChunk): Promise<void> {
    if (closing.signal.aborted) throw new RetryLaterError('closing');
    const prepared = await prepare(context, chunk);
    if (!isLateChunk(prepared)) return batcher.add(prepared);
    // Those that wait would leave no room for fresh ones.
    if (lateInHand >= deps.maxChunks / 2) throw new RetryLaterError('many late messages wait');
    lateInHand += 1;
    await lateBatcher.add(prepared).finally(() => {
      lateInHand -= 1;
    });
  }

  /** An interrupted batch comes again chunk by chunk, and is finished once. */
  const finishing = new Map<string, Promise<void>>();
  function finish(batchId: string, own: readonly PreparedChunk[]): Promise<void> {
    const running = finishing.get(batchId);
    if (running) return running;
    const work = recover(context, batchId, own)
      .then(store)
      .finally(() => finishing.delete(batchId));
    finishing.set(batchId, work);
    return work;
  }

  return {
    process(chunk) {
      // TRICKY: a lock that was lost gives this process a chunk that it has in hand. Twice in a batch, it would be
      // stored twice.
      const running = inHand.get(chunk.id);
      if (running) return running;
      const work = take(chunk).finally(() => inHand.delete(chunk.id));
      inHand.set(chunk.id, work);
      return work;
    },
    async close(timeoutMs) {
      const timer = setTimeout(() => closing.abort(), timeoutMs);
      await Promise.all([batcher.drain(), lateBatcher.drain()]);
      clearTimeout(timer);
      closing.abort();
    },
  };
}
