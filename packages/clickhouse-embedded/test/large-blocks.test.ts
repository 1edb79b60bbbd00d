import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedClickHouse, type EmbeddedClickHouse } from '../src/index.ts';

let path: string;
let engine: EmbeddedClickHouse;
beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'large-blocks-'));
  engine = await createEmbeddedClickHouse({ path });
});
afterAll(async () => {
  await engine.close();
  await rm(path, { recursive: true });
});

/** One block of 32 MB. */
const query = "SELECT number, repeat('x', 500) AS text FROM numbers(60000) SETTINGS max_block_size = 60000";

/** How often the event loop comes around from the first rows on, until the work has ended. */
function countTurns() {
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  return {
    begin: () => setImmediate(turn),
    end() {
      isOver = true;
      return turns;
    },
  };
}

test('between the pieces of a large block that is read as it comes, others have their turns', async () => {
  const result = await engine.client.query({ query, format: 'JSONEachRow' });
  const turns = countTurns();
  let [rows, most] = [0, 0];
  for await (const batch of result.stream()) {
    if (rows === 0) turns.begin();
    rows += batch.length;
    most = Math.max(most, batch.length);
  }
  expect(rows).toBe(60_000);
  expect(most).toBeLessThan(1_000);
  expect(turns.end()).toBeGreaterThan(200);
});

test('and so they do where it is read in one piece', async () => {
  const { stream } = await engine.client.exec({ query: `${query} FORMAT RowBinary` });
  const turns = countTurns();
  let bytes = 0;
  for await (const piece of stream) {
    if (bytes === 0) turns.begin();
    bytes += piece.length;
  }
  expect(bytes).toBe(60_000 * (8 + 2 + 500));
  expect(turns.end()).toBeGreaterThan(200);
});
