import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedClickHouse, type EmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import { migrate } from '@gatrix/analytics-clickhouse-schema';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchDamage } from '../src/damage-watch.ts';

const database = 'damage';
let path: string;
let engine: EmbeddedClickHouse;
// Small blocks: of one whose checksum does not match, ClickHouse tries every bit, which takes a minute for 256 KiB.
beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), 'damage-'));
  engine = await createEmbeddedClickHouse({ path });
  await migrate({ clickhouse: engine.client, database });
  for (const query of [
    `CREATE TABLE ${database}.samples (a UInt64, text String) ENGINE = MergeTree ORDER BY a SETTINGS min_bytes_for_wide_part = 0`,
    `INSERT INTO ${database}.samples SELECT number, hex(randomString(20)) FROM numbers(200)`,
    `INSERT INTO ${database}.samples SELECT number, hex(randomString(20)) FROM numbers(200)`,
  ])
    await engine.client.command({ query });
});
afterEach(async () => {
  await engine.close();
  rmSync(path, { recursive: true, force: true });
});

/** Changes a file of a stored part while the engine is away. */
async function damage(change: (file: string) => void): Promise<void> {
  const query = `SELECT path FROM system.parts WHERE database = '${database}' AND table = 'samples' AND active ORDER BY name LIMIT 1`;
  const part = (await (await engine.client.query({ query, format: 'TabSeparated' })).text()).trim();
  await engine.close();
  change(join(part, 'text.bin'));
  engine = await createEmbeddedClickHouse({ path });
}

async function findings() {
  const logger = { error: vi.fn(), warn: vi.fn() };
  const watch = watchDamage({ clickhouse: engine.client, database }, logger);
  await vi.waitUntil(() => watch.problem() !== undefined || logger.warn.mock.calls.length > 0, {
    timeout: 30_000,
  });
  watch.close();
  expect(logger.warn).not.toHaveBeenCalled();
  return { problem: watch.problem(), said: logger.error.mock.calls };
}

test('a truncated part, which is put aside at the start, is named', async () => {
  await damage((file) => truncateSync(file, 10));
  const { problem, said } = await findings();
  expect(problem).toMatch(
    /^damaged parts: samples: broken-on-start_all_\d+_\d+_0 \(put aside: broken-on-start\)$/,
  );
  expect(said).toEqual([
    [
      expect.objectContaining({ table: 'samples', part: expect.stringMatching(/^broken-on-start/) }),
      'a part of samples is damaged: docs/operate/accidents.md says what to do',
    ],
  ]);
});

test('a part with changed bytes, which can be opened and not read, is named', async () => {
  await damage((file) => {
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 1_000, 1_050);
    writeFileSync(file, bytes);
  });
  const { problem } = await findings();
  expect(problem).toMatch(/^damaged parts: samples: all_\d+_\d+_0 \(/);
});
