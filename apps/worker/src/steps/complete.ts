import { RetryLaterError } from '@gatrix/analytics-queue';
import type { PipelineContext, StoredBatch } from '../pipeline-types.ts';

/** From here on a chunk of the batch that comes again is known to be done. */
export async function complete(context: PipelineContext, { batch }: StoredBatch): Promise<void> {
  const chunkIds = batch.chunks.map(({ chunk }) => chunk.id);
  await context.idempotency.complete(batch.id, chunkIds).catch((error: unknown) => {
    throw new RetryLaterError('the claims store did not answer', { cause: error });
  });
}
