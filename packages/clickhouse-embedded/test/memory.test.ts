import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEmbeddedClickHouse } from '../src/index.ts';

test('a query that needs more memory than there is ends with an error, and the engine goes on', async () => {
  const path = await mkdtemp(join(tmpdir(), 'memory-'));
  const engine = await createEmbeddedClickHouse({ path, memoryLimitBytes: 384 * 1024 ** 2 });
  const text = async (query: string) => (await engine.client.query({ query, format: 'TabSeparated' })).text();
  const heavy = 'SELECT length(groupArray(toString(number))) FROM numbers(30000000)';
  await expect(text(heavy)).rejects.toMatchObject({ code: '241' });
  expect(await text('SELECT 1')).toBe('1\n');
  await engine.close();
  await rm(path, { recursive: true });
});
