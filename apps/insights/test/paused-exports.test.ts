import { request } from 'node:http';
import type { Socket } from 'node:net';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { migrate } from '@gatrix/analytics-clickhouse-schema';
import { createReports, exporterSettings, readerSettings } from '@gatrix/analytics-reports';
import { clickHouseForTest } from '@gatrix/analytics-test-services';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { registerInsights, type VerifiedClient } from '../src/app.ts';
import { routerOptions } from '../src/server-options.ts';

const headers = { 'openpanel-client-id': 'reader', 'openpanel-client-secret': 's' };
const client: VerifiedClient = { id: 'reader', projectId: 'shop', type: 'read' };
const pausedReaders = 12;

let writer: ClickHouseClient;
let clients: readonly ClickHouseClient[];
let app: FastifyInstance;
let base: string;
const exporting: Socket[] = [];
beforeAll(async () => {
  const { url, database } = await clickHouseForTest();
  writer = createClient({ url });
  await migrate({ clickhouse: writer, database });
  await writer.command({
    query: `INSERT INTO ${database}.events (id, project_id, name, device_id, session_id, timestamp, created_at, title)
SELECT generateUUIDv4(), 'shop', 'view', 'd', 's', now64(3) - number / 100, now64(3), hex(randomString(400)) FROM numbers(25000)`,
  });
  // As the service makes them.
  const reader = createClient({ url, ...readerSettings });
  const exporter = createClient({ url, ...exporterSettings });
  clients = [writer, reader, exporter];
  app = fastify({ routerOptions });
  app.addHook('onRequest', async ({ url: path, raw }) => {
    if (path.endsWith('/export')) exporting.push(raw.socket);
  });
  await app.register(async (scope) =>
    registerInsights(scope, {
      clients: { verify: async () => ({ ok: true, client }) },
      projects: { get: async (id) => ({ id, name: 'Shop', timezone: 'UTC' }) },
      members: { isMember: async () => false },
      reports: createReports({
        ...{ database, now: Date.now, stalledAfterMs: 8_000 },
        ...{ clickhouse: reader, exportClickhouse: exporter },
      }),
      ...{ jwt: undefined, checks: {}, settings: { version: '1' } },
    }),
  );
  base = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  app.server.closeAllConnections();
  await app.close();
  await Promise.all(clients.map((one) => one.close()));
});

/** An export of which nothing is read. */
function pausedExport(): void {
  const sent = request(`${base}/insights/shop/export`, { headers }, (response) => response.pause());
  sent.once('error', () => undefined);
  sent.end();
}

test('twelve paused exports leave the connections of reports alone, and are cut off', {
  timeout: 150_000,
}, async () => {
  for (let one = 0; one < pausedReaders; one++) pausedExport();
  await vi.waitUntil(() => exporting.length === pausedReaders);
  for (let asked = 0; asked < 5; asked++) {
    const answer = await fetch(`${base}/insights/shop/metrics`, {
      headers,
      signal: AbortSignal.timeout(30_000),
    });
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
  }
  expect(
    exporting.some(({ destroyed }) => destroyed),
    'reports waited until exports were cut off',
  ).toBe(false);
  await vi.waitUntil(() => exporting.every(({ destroyed }) => destroyed), {
    timeout: 120_000,
    interval: 200,
  });
  const whole = await fetch(`${base}/insights/shop/export`, { headers });
  expect((await whole.text()).split('\n')).toHaveLength(25_001);
});
