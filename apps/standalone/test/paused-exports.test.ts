import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedClickHouse, type EmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import { migrate } from '@gatrix/analytics-clickhouse-schema';
import { registerInsights, routerOptions, type VerifiedClient } from '@gatrix/analytics-insights/app';
import { createReports, exporterSettings, readerSettings } from '@gatrix/analytics-reports';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const headers = { 'openpanel-client-id': 'reader', 'openpanel-client-secret': 's' };
const client: VerifiedClient = { id: 'reader', projectId: 'shop', type: 'read' };
const database = 'analytics';

let engine: EmbeddedClickHouse;
let app: FastifyInstance;
let base: string;
const exporting: Socket[] = [];
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'paused-'));
  engine = await createEmbeddedClickHouse({ path: directory });
  await migrate({ clickhouse: engine.client, database, isAlone: true });
  await engine.client.command({
    query: `INSERT INTO analytics.events (id, project_id, name, device_id, session_id, timestamp, created_at, title)
SELECT generateUUIDv4(), 'shop', 'view', 'd', 's', now64(3) - number / 100, now64(3), hex(randomString(400)) FROM numbers(25000)`,
  });
  app = fastify({ routerOptions });
  app.addHook('onRequest', async ({ url, raw }) => {
    if (url.endsWith('/export')) exporting.push(raw.socket);
  });
  const reports = createReports({
    ...{ database, now: Date.now, stalledAfterMs: 3_000 },
    clickhouse: engine.withSettings(readerSettings.clickhouse_settings),
    exportClickhouse: engine.withSettings(exporterSettings.clickhouse_settings),
  });
  await app.register(async (scope) =>
    registerInsights(scope, {
      clients: { verify: async () => ({ ok: true, client }) },
      projects: { get: async (id) => ({ id, name: 'Shop', timezone: 'UTC' }) },
      members: { isMember: async () => false },
      ...{ reports, jwt: undefined, checks: {}, settings: { version: '1' } },
    }),
  );
  base = await app.listen({ host: '127.0.0.1', port: 0 });
}, 60_000);
afterAll(async () => {
  app.server.closeAllConnections();
  await app.close();
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

/** An export of which nothing is read. */
function pausedExport(): void {
  const sent = request(`${base}/insights/shop/export`, { headers }, (response) => response.pause());
  sent.once('error', () => undefined);
  sent.end();
}

test('paused exports keep neither reports nor inserts waiting, and are cut off', async () => {
  for (let one = 0; one < 3; one++) pausedExport();
  const from = performance.now();
  while (performance.now() - from < 1_000) {
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(`${base}/insights/shop/metrics`, { headers, signal });
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
    await engine.client.insert({
      table: 'analytics.ingest_counters',
      columns: ['project_id', 'minute', 'kind', 'reason', 'count'],
      values: [['shop', 0, 'accepted', '', 1]],
      format: 'JSONCompactEachRow',
    });
  }
  await vi.waitUntil(() => exporting.length === 3 && exporting.every(({ destroyed }) => destroyed), {
    timeout: 30_000,
  });
  const whole = await fetch(`${base}/insights/shop/export`, { headers });
  expect((await whole.text()).split('\n')).toHaveLength(25_001);
});
