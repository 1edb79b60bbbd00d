import type { PipelineContext, StoredBatch } from '../pipeline-types.ts';
import { orLater } from './or-later.ts';

/** From here on a chunk of the batch that comes again is known to be done. */
export async function complete(context: PipelineContext, { batch }: StoredBatch): Promise<void> {
  const chunkIds = batch.chunks.map(({ chunk }) => chunk.id);
  await orLater('the claims store', context.idempotency.complete(batch.id, chunkIds));
}
