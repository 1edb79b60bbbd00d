import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import { freePort } from '@gatrix/analytics-free-port';
import { expect, test, vi } from 'vitest';
import { newDirectory, running, start } from './run-standalone.ts';

vi.setConfig({ testTimeout: 60_000 });

test('a start after a kill -9 in the middle of the migrations takes up their work at once', async () => {
  const [DATA_DIR, PORT] = [newDirectory(), String(await freePort())];
  const killed = start({ DATA_DIR, PORT });
  await vi.waitUntil(() => isMigrating(DATA_DIR), { timeout: 30_000, interval: 1 });
  killed.child.kill('SIGKILL');
  await killed.ended;
  expect(isMigrating(DATA_DIR), 'it was killed with the lock in its hands').toBe(true);

  const startedAt = performance.now();
  await running({ DATA_DIR, PORT });
  expect(performance.now() - startedAt).toBeLessThan(25_000);
  expect((await fetch(`http://127.0.0.1:${PORT}/ready`)).status).toBe(200);
});

function isMigrating(dataDir: string): boolean {
  return existsSync(join(dataDir, 'clickhouse/metadata/analytics/schema_migrations_lock.sql'));
}

test('a data directory that a later version has migrated is refused, naming both', async () => {
  const [DATA_DIR, PORT] = [newDirectory(), String(await freePort())];
  const first = await running({ DATA_DIR, PORT });
  first.child.kill('SIGTERM');
  await first.ended;

  const engine = await createEmbeddedClickHouse({ path: join(DATA_DIR, 'clickhouse') });
  await engine.client.command({
    query: "INSERT INTO analytics.schema_migrations (id, version) VALUES ('0999-later', '7.8.9')",
  });
  await engine.close();
  const tables = start({ DATA_DIR, PORT });
  expect(await tables.ended).toBe(1);
  expect(tables.output()).toMatch(
    /cannot start: ClickHouse was migrated by version 7\.8\.9 \(to 0999-later\), and this is version 0\.\d+\.\d+/,
  );
});
