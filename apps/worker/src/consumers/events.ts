import type { EventConsumer, EventQueue } from '@gatrix/analytics-queue';
import type { Pipeline } from '../pipeline.ts';

/** Feeds the pipeline with as many chunks at once as it can join into batches. */
export function consumeEvents(queue: EventQueue, pipeline: Pipeline, concurrency: number): EventConsumer {
  return queue.consume((chunk) => pipeline.process(chunk), { concurrency });
}
