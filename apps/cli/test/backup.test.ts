import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { freePort } from '@gatrix/analytics-free-port';
import { createMetadata } from '@gatrix/analytics-metadata';
import {
  mysqlForTest,
  redisForTest,
  runCli,
  startApp,
  startClickHouse,
  waitForOk,
} from '@gatrix/analytics-test-services';
import { afterAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test('a back-up of several processes holds what waited in Redis, and restores into empty databases', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'backup-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  const [{ redisUrl, keyPrefix }, mysql, emptyMysql, clickhouse] = await Promise.all([
    redisForTest(),
    mysqlForTest(),
    mysqlForTest(),
    startClickHouse({ backups: '/' }),
  ]);
  cleanups.push(() => clickhouse.stop());
  const client = createClient({ url: clickhouse.url });
  cleanups.push(() => client.close());
  const [ingestPort, workerPort] = await Promise.all([freePort(), freePort()]);
  const env = {
    ...{ REDIS_URL: redisUrl, QUEUE_PREFIX: `{${keyPrefix}}`, DATABASE_URL: mysql.url },
    ...{ CLICKHOUSE_URL: clickhouse.url, CLICKHOUSE_DATABASE: 'analytics' },
    GATRIX_URL: `http://127.0.0.1:${ingestPort}`,
  };
  const shared = { ...env, HOST: '127.0.0.1', AUTO_MIGRATE: 'true' };
  await runCli(['migrate'], env);
  const ingest = startApp('ingest', { env: { ...shared, PORT: String(ingestPort) } });
  cleanups.push(() => ingest.stop());
  await waitForOk(`${env.GATRIX_URL}/ready`, ingest);
  const created = JSON.parse(
    await runCli(['--json', 'project', 'create', '--name', 'Ärger & Söhne', '--domain', 'example.com'], env),
  );
  const ids = Array.from({ length: 40 }, () => crypto.randomUUID());
  const batch = ids.map((id) => ({
    type: 'track',
    payload: { id, name: 'won', profileId: 'ann', properties: {} },
  }));
  const response = await fetch(`${env.GATRIX_URL}/track`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'openpanel-client-id': created.client.id,
      'openpanel-client-secret': created.client.secret,
    },
    body: JSON.stringify({ batch }),
  });
  expect((await response.json()).accepted).toBe(40);

  // They wait for a worker, and the back-up waits for them.
  const made = runCli(['backup', join(directory, 'monday')], env);
  const worker = startApp('worker', { env: { ...shared, WORKER_PORT: String(workerPort) } });
  cleanups.push(() => worker.stop());
  await made;
  await Promise.all([worker.stop(), ingest.stop()]);

  const elsewhere = { ...env, DATABASE_URL: emptyMysql.url };
  await expect(runCli(['restore', join(directory, 'monday')], elsewhere)).rejects.toThrow(
    'has a database analytics already',
  );
  await client.command({ query: 'DROP DATABASE analytics SYNC' });
  await runCli(['restore', join(directory, 'monday')], elsewhere);
  const stored = await client.query({ query: 'SELECT id FROM analytics.events', format: 'JSONEachRow' });
  expect((await stored.json<{ id: string }>()).map(({ id }) => id).sort()).toEqual(ids.sort());
  const views = await client.query({
    query: "SELECT profile_id FROM analytics.profile_activity WHERE profile_id = 'ann'",
    format: 'JSONEachRow',
  });
  expect((await views.json()).length).toBeGreaterThan(0);
  const [before, after] = [createMetadata({ url: mysql.url }), createMetadata({ url: emptyMysql.url })];
  cleanups.push(before.close, after.close);
  expect(await after.backUp()).toEqual(await before.backUp());
  expect((await after.projects.list()).map(({ name }) => name)).toEqual(['Ärger & Söhne']);
});
