import { randomUUID } from 'node:crypto';
import type { Batch, ClaimedChunk, PipelineContext, PreparedChunk } from '../pipeline-types.ts';
import { orLater } from './or-later.ts';

export interface Claimed {
  readonly batch: Batch;
  /** Batches that chunks belong to already, and that nobody finished, with those chunks. */
  readonly interrupted: ReadonlyMap<string, readonly PreparedChunk[]>;
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
): Promise<{
  readonly claimed: ClaimedChunk[];
  readonly interrupted: ReadonlyMap<string, readonly PreparedChunk[]>;
}> {
  const claims = await orLater(
    'the claims store',
    idempotency.claim(
      batchId,
      chunks.map(({ chunk, messages }) => ({
        chunkId: chunk.id,
        owner: chunk.owner ?? chunk.id,
        keys: messages.map(({ key }) => key),
      })),
    ),
  );
  const claimed: ClaimedChunk[] = [];
  const interrupted = new Map<string, PreparedChunk[]>();
  for (const [index, prepared] of chunks.entries()) {
    const answer = claims[index];
    if (answer?.status === 'assigned') {
      interrupted.set(answer.batchId, [...(interrupted.get(answer.batchId) ?? []), prepared]);
    }
    if (answer?.status !== 'claimed') continue;
    const { owned } = answer;
    claimed.push(owned.every(Boolean) ? allOwned(prepared) : someOwned(prepared, owned));
  }
  return { claimed, interrupted };
}

function allOwned(prepared: PreparedChunk): ClaimedChunk {
  return { ...prepared, owned: prepared.messages, duplicates: prepared.repeated };
}

function someOwned(prepared: PreparedChunk, owned: readonly boolean[]): ClaimedChunk {
  const { messages, repeated } = prepared;
  return {
    ...prepared,
    owned: messages.filter((_, position) => owned[position]),
    duplicates: [...repeated, ...messages.filter((_, position) => !owned[position])],
  };
}
