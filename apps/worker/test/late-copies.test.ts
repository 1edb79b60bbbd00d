import { randomUUID } from 'node:crypto';
import { createInProcessIdempotencyStore } from '@gatrix/analytics-idempotency';
import { createNormalizer } from '@gatrix/analytics-normalizer';
import { createInProcessTasks, type QueuedMessage } from '@gatrix/analytics-queue';
import { type Engine, startEngine } from '@gatrix/analytics-reports/testing';
import { createLogger } from '@gatrix/analytics-service-runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPipeline } from '../src/pipeline.ts';
import { contextOf, deadLettersInMemory, increment, rowsOf, track } from './fixtures.ts';

const hour = 3_600_000;
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(async () => {
  await engine.close();
});

/** A worker at a time of its own, whose claims know of nothing that came before. */
async function storeAt(now: number, projectId: string, message: QueuedMessage): Promise<void> {
  const pipeline = createPipeline({
    clickhouse: engine.clickhouse,
    database: engine.database,
    idempotency: createInProcessIdempotencyStore({ load: async function* () {}, now: () => now }),
    normalizer: createNormalizer(),
    deadLetters: deadLettersInMemory(),
    tasks: createInProcessTasks((error) => {
      throw error;
    }),
    loadChunk: async () => undefined,
    logger: createLogger({ name: 'test', level: 'silent' }),
    now: () => now,
    batchSize: 10_000,
    batchTimeoutMs: 1,
    maxChunks: 100,
    insertPatienceMs: 5_000,
  });
  const context = contextOf(projectId, now);
  await pipeline.process({ id: randomUUID(), parts: [{ context, messages: [message] }], counters: [] });
  await pipeline.close(1_000);
}

const countOf = async (projectId: string, table = 'events') => {
  const query = `SELECT toUInt32(count()) AS n FROM ${engine.database}.${table} WHERE project_id = '${projectId}'`;
  return (await rowsOf<{ n: number }>(engine.clickhouse, query))[0]?.n;
};

const start = Date.UTC(2026, 9, 1, 12);

test.each([30, 24 * 40, 24 * 400])(
  'an id without a time is stored once, also %d hours later',
  async (hours) => {
    const project = `untimed-${hours}`;
    const id = randomUUID();
    await storeAt(start, project, track('x', { id, timestamp: start, toldAt: 0 }));
    const later = start + hours * hour;
    await storeAt(later, project, track('x', { id, timestamp: later, toldAt: 0 }));
    await storeAt(later, project, track('x', { timestamp: later, toldAt: 0 }));
    expect(await countOf(project)).toBe(2);
  },
);

test('so is what changes a profile', async () => {
  const change = increment('p', 'coins', 1, { id: randomUUID(), toldAt: 0 });
  await storeAt(start, 'changes', { ...change, timestamp: start });
  await storeAt(start + 72 * hour, 'changes', { ...change, timestamp: start + 72 * hour });
  expect(await countOf('changes', 'profile_changes')).toBe(1);
});

test('an id that tells its time is looked for there', async () => {
  const id = randomUUID();
  // The first copy came in time, so that nothing was written down about where it is.
  await storeAt(start, 'told', track('x', { id, timestamp: start }));
  const later = start + 500 * hour;
  await storeAt(later, 'told', track('x', { id, timestamp: later, toldAt: start - 5_000 }));
  expect(await countOf('told')).toBe(1);
});

test("a copy is found whose sender's clock ran ahead, before and after its time has come", async () => {
  const id = randomUUID();
  const told = start + 40 * hour;
  await storeAt(start, 'ahead', track('x', { id, timestamp: start, toldAt: told }));
  // Still ahead.
  const before = start + 35 * hour;
  await storeAt(before, 'ahead', track('x', { id, timestamp: before, toldAt: told }));
  // Its time has come, and looks like any event of the last hours.
  await storeAt(start + 45 * hour, 'ahead', track('x', { id, timestamp: told }));
  // And when it is old.
  await storeAt(start + 900 * hour, 'ahead', track('x', { id, timestamp: told }));
  expect(await countOf('ahead')).toBe(1);
  // Others of the project are stored.
  await storeAt(start + 45 * hour, 'ahead', track('x', { timestamp: start + 45 * hour }));
  expect(await countOf('ahead')).toBe(2);
});
