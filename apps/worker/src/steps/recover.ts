import { RetryLaterError } from '@gatrix/analytics-queue';
import type { Batch, PipelineContext, PreparedChunk } from '../pipeline-types.ts';
import { claimFor } from './claim.ts';
import { normalize } from './normalize.ts';

/**
 * Puts together again a batch that another process began: the same chunks in the same order, so that its inserts
 * carry the same tokens. Undefined where it was completed in the meantime.
 */
export async function recover(context: PipelineContext, batchId: string): Promise<Batch | undefined> {
  const chunkIds = await context.idempotency.chunksOf(batchId).catch((error: unknown) => {
    throw new RetryLaterError('the claims store did not answer', { cause: error });
  });
  if (chunkIds.length === 0) return undefined;
  const chunks: PreparedChunk[] = [];
  for (const chunkId of chunkIds) {
    const chunk = await context.loadChunk(chunkId);
    if (chunk) chunks.push(await normalize(context, chunk));
    else context.logger.warn({ batchId, chunkId }, 'a chunk of an interrupted batch is gone');
  }
  const { claimed } = await claimFor(context, batchId, chunks);
  context.logger.info({ batchId, chunks: claimed.length }, 'finishing an interrupted batch');
  return { id: batchId, isRecovery: true, chunks: claimed };
}
