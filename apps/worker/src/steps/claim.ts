import { randomUUID } from 'node:crypto';
import { RetryLaterError } from '@gatrix/analytics-queue';
import type { Batch, ClaimedChunk, PipelineContext, PreparedChunk } from '../pipeline-types.ts';

export interface Claimed {
  readonly batch: Batch;
  /** Batches that some of the chunks belong to already, and that nobody finished. */
  readonly interrupted: readonly string[];
}

/** Makes the chunks one batch and says which of their messages are theirs to store. */
export async function claim(context: PipelineContext, chunks: readonly PreparedChunk[]): Promise<Claimed> {
  const id = randomUUID();
  const { claimed, interrupted } = await claimFor(context, id, chunks);
  return { batch: { id, isRecovery: false, chunks: claimed }, interrupted };
}

export async function claimFor(
  { idempotency }: PipelineContext,
  batchId: string,
  chunks: readonly PreparedChunk[],
): Promise<{ readonly claimed: ClaimedChunk[]; readonly interrupted: string[] }> {
  const claims = await idempotency
    .claim(
      batchId,
      chunks.map(({ chunk, messages }) => ({
        chunkId: chunk.id,
        owner: chunk.owner ?? chunk.id,
        keys: messages.map(({ key }) => key),
      })),
    )
    .catch((error: unknown) => {
      throw new RetryLaterError('the claims store did not answer', { cause: error });
    });
  const claimed: ClaimedChunk[] = [];
  const interrupted = new Set<string>();
  for (const [index, prepared] of chunks.entries()) {
    const answer = claims[index];
    if (answer?.status === 'assigned') interrupted.add(answer.batchId);
    if (answer?.status !== 'claimed') continue;
    const { owned } = answer;
    claimed.push({
      ...prepared,
      owned: prepared.messages.filter((_, position) => owned[position]),
      duplicates: [...prepared.repeated, ...prepared.messages.filter((_, position) => !owned[position])],
    });
  }
  return { claimed, interrupted: [...interrupted] };
}
