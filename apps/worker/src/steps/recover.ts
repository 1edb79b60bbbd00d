import type { Batch, PipelineContext, PreparedChunk } from '../pipeline-types.ts';
import { claimFor } from './claim.ts';
import { orLater } from './or-later.ts';
import { prepare } from './prepare.ts';

/**
 * Puts together again a batch that another process began: the same chunks in the same order, so that its inserts
 * carry the same tokens. Empty where it was completed in the meantime.
 */
export async function recover(
  context: PipelineContext,
  batchId: string,
  own: readonly PreparedChunk[],
): Promise<Batch> {
  const listed = await orLater('the claims store', context.idempotency.chunksOf(batchId));
  const chunks = listed.length === 0 ? own : await load(context, batchId, listed);
  const { claimed } = await claimFor(context, batchId, chunks);
  if (claimed.length > 0) {
    context.logger.info({ batchId, chunks: claimed.length }, 'finishing an interrupted batch');
  }
  return { id: batchId, isRecovery: true, chunks: claimed };
}

async function load(
  context: PipelineContext,
  batchId: string,
  chunkIds: readonly string[],
): Promise<PreparedChunk[]> {
  const chunks = await orLater('the queue', Promise.all(chunkIds.map(context.loadChunk)));
  const prepared: PreparedChunk[] = [];
  for (const [index, chunk] of chunks.entries()) {
    if (chunk) prepared.push(await prepare(context, chunk));
    else
      context.logger.info({ batchId, chunkId: chunkIds[index] }, 'a chunk of an interrupted batch is done');
  }
  return prepared;
}
