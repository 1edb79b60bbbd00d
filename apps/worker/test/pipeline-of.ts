import { createInProcessIdempotencyStore } from '@gatrix/analytics-idempotency';
import { createNormalizer } from '@gatrix/analytics-normalizer';
import { createInProcessTasks } from '@gatrix/analytics-queue';
import type { Engine } from '@gatrix/analytics-reports/testing';
import { createLogger } from '@gatrix/analytics-service-runtime';
import { createPipeline } from '../src/pipeline.ts';
import type { PipelineDeps } from '../src/pipeline-types.ts';
import { deadLettersInMemory } from './fixtures.ts';

/** A pipeline into the engine, without Redis, and its dead letters. */
export function createTestPipeline(engine: Engine, options: Partial<PipelineDeps> = {}) {
  const deadLetters = deadLettersInMemory();
  const pipeline = createPipeline({
    clickhouse: engine.clickhouse,
    database: engine.database,
    idempotency: createInProcessIdempotencyStore({ load: async function* () {}, now: Date.now }),
    normalizer: createNormalizer(),
    deadLetters,
    tasks: createInProcessTasks((error) => {
      throw error;
    }),
    loadChunk: async () => undefined,
    logger: createLogger({ name: 'test', level: 'silent' }),
    now: Date.now,
    batchSize: 10_000,
    batchTimeoutMs: 20,
    maxChunks: 100,
    insertPatienceMs: 5_000,
    ...options,
  });
  return { pipeline, deadLetters };
}
