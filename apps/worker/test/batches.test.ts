import { setImmediate } from 'node:timers/promises';
import { type Engine, startEngine } from '@gatrix/analytics-reports/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PipelineDeps } from '../src/pipeline-types.ts';
import { chunkOf, track } from './fixtures.ts';
import { createTestPipeline } from './pipeline-of.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(async () => {
  await engine.close();
});

type Batching = Pick<PipelineDeps, 'batchTimeoutMs'> &
  Partial<Pick<PipelineDeps, 'batchSize' | 'backlogBatchSize' | 'leastBatchWaitMs'>>;

/** A pipeline, and how many chunks were in each of its batches. */
function pipelineOf(batching: Batching) {
  const batches: number[] = [];
  const { pipeline } = createTestPipeline(engine, {
    onStored: ({ batch }) => void batches.push(batch.chunks.length),
    ...batching,
  });
  /** Of two messages each. */
  const store = (count: number, receivedAt = Date.now()) =>
    Promise.all(
      Array.from({ length: count }, () => {
        const chunk = chunkOf('batches', [track('x'), track('x')]);
        const parts = chunk.parts.map((part) => ({ ...part, context: { ...part.context, receivedAt } }));
        return pipeline.process({ ...chunk, parts });
      }),
    );
  return { pipeline, batches, store };
}

const ofBacklog = { batchSize: 4, backlogBatchSize: 12, batchTimeoutMs: 60_000 };
const longAgo = () => Date.now() - 61_000;

test('chunks of large messages are stored in batches that are small enough to be one insert', async () => {
  const { pipeline, batches } = pipelineOf({ batchTimeoutMs: 50 });
  const chunks = Array.from({ length: 6 }, () => ({ ...chunkOf('large', [track('x')]), bytes: 30_000_000 }));
  await Promise.all(chunks.map((chunk) => pipeline.process(chunk)));
  expect(batches).toEqual([2, 2, 2]);
});

test('chunks of a backlog are stored in larger batches than fresh ones, but for the first one', async () => {
  const { batches, store } = pipelineOf(ofBacklog);
  await store(8, longAgo());
  expect(batches.toSorted()).toEqual([2, 6]);
  await store(2);
  expect(batches.slice(2)).toEqual([2]);
});

test('the rest of a backlog does not wait to become a large batch while nothing is being stored', async () => {
  const { batches, store } = pipelineOf(ofBacklog);
  await store(7, longAgo());
  expect(batches).toEqual([2, 5]);
});

test('a message that comes after a pause is stored at once, those behind it wait for company', async () => {
  const { pipeline, batches, store } = pipelineOf({ batchTimeoutMs: 60_000, leastBatchWaitMs: 10 });
  await store(1);
  const company = [store(1), store(1)];
  // Until both have been read, and wait.
  await setImmediate();
  await pipeline.close(5_000);
  await Promise.all(company);
  expect(batches).toEqual([1, 2]);
});
