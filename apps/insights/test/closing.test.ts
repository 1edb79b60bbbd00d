import { createReports } from '@gatrix/analytics-reports';
import { type Engine, startEngine } from '@gatrix/analytics-reports/testing';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createSignInLinks } from '../src/access/sign-in-links.ts';
import { type InsightsDeps, registerInsights, type VerifiedClient } from '../src/app.ts';
import { routerOptions } from '../src/server-options.ts';

const headers = { 'openpanel-client-id': 'reader', 'openpanel-client-secret': 's' };
const client: VerifiedClient = { id: 'reader', projectId: 'shop', type: 'read' };

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

test('a server that closes waits two seconds for its reports, and tells who still waits to ask again', async () => {
  const deps: InsightsDeps = {
    clients: { verify: async () => ({ ok: true, client }) },
    projects: { get: async (id) => ({ id, name: 'Shop', timezone: 'UTC' }) },
    members: { isMember: async () => false },
    reports: createReports({ ...engine, now: Date.now }),
    jwt: undefined,
    checks: {},
    settings: { version: '1' },
  };
  const app = Fastify({ routerOptions });
  let arrived = 0;
  app.addHook('onRequest', async () => {
    arrived += 1;
  });
  await app.register(async (scope) => registerInsights(scope, deps));
  const base = await app.listen({ host: '127.0.0.1', port: 0 });

  // All places are taken for eight seconds.
  const slow = 'SELECT sleepEachRow(1) FROM numbers(8) SETTINGS max_block_size = 1';
  const taken = Array.from({ length: engine.places }, () => engine.clickhouse.command({ query: slow }));
  const input = encodeURIComponent(JSON.stringify({ projectId: 'shop' }));
  const asked = ['/insights/shop/metrics', '/insights/shop/export', `/trpc/metrics?input=${input}`].map(
    async (path) => {
      const response = await fetch(`${base}${path}`, { headers });
      return { status: response.status, text: await response.text() };
    },
  );
  await vi.waitUntil(() => arrived === asked.length, { timeout: 30_000 });
  let areFree = false;
  const free = Promise.all(taken).then(() => {
    areFree = true;
  });
  const closed = app.close();
  for (const { status, text } of await Promise.all(asked)) {
    expect(status).toBe(503);
    expect(text).toContain('the server is closing: ask again in a moment');
  }
  await closed;
  expect(areFree, 'it is closed before a place is free').toBe(false);
  await free;
});

test('a link signs in once, and no longer than an hour', () => {
  const links = createSignInLinks();
  const [used, late] = [links.create('c1'), links.create('c2')];
  expect([links.redeem(used), links.redeem(used)]).toEqual(['c1', undefined]);
  const later = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_600_001);
  expect(links.redeem(late)).toBeUndefined();
  later.mockRestore();
});
