import { freePort } from '@gatrix/analytics-free-port';
import {
  clickHouseForTest,
  mysqlForTest,
  redisForTest,
  runCli,
  startApp,
  waitForOk,
} from '@gatrix/analytics-test-services';
import { afterEach, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 180_000 });

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
}

test('doctor says that no worker and no insights are there, and each part of what is', {
  timeout: 180_000,
}, async () => {
  const [{ redisUrl, keyPrefix }, { url: mysqlUrl }, { url: clickhouseUrl, database }] = await Promise.all([
    redisForTest(),
    mysqlForTest(),
    clickHouseForTest(),
  ]);
  const [ingestPort, workerPort, nobody] = await Promise.all([freePort(), freePort(), freePort()]);
  const env = {
    REDIS_URL: redisUrl,
    QUEUE_PREFIX: `{${keyPrefix}}`,
    DATABASE_URL: mysqlUrl,
    CLICKHOUSE_URL: clickhouseUrl,
    CLICKHOUSE_DATABASE: database,
    GATRIX_URL: `http://127.0.0.1:${ingestPort}`,
    INSIGHTS_URL: `http://127.0.0.1:${nobody}`,
  };
  const shared = { ...env, HOST: '127.0.0.1', AUTO_MIGRATE: 'true' };
  const ingest = startApp('ingest', { env: { ...shared, PORT: String(ingestPort) } });
  cleanups.push(() => ingest.stop());
  await waitForOk(`http://127.0.0.1:${ingestPort}/ready`, ingest);

  const before = await findings(env);
  expect(before.worker).toMatchObject({ ok: false, message: 'none; 0 messages wait' });
  expect(before.insights).toMatchObject({ ok: false });
  expect(before.ingest).toMatchObject({ ok: true });
  expect(before['ingest: redis']?.message).toMatch(/^ok, for \d+ s$/);
  expect(before['ingest: accepts']).toMatchObject({ ok: true });

  const worker = startApp('worker', { env: { ...shared, WORKER_PORT: String(workerPort) } });
  cleanups.push(() => worker.stop());
  await waitForOk(`http://127.0.0.1:${workerPort}/ready`, worker);
  await vi.waitFor(async () => expect((await findings(env)).worker).toMatchObject({ ok: true }), {
    timeout: 100_000,
    interval: 500,
  });
});

/** What doctor found, by name; it ends with an error where something is wrong. */
async function findings(env: Record<string, string>): Promise<Record<string, Finding>> {
  const output = await runCli(['--json', 'doctor'], env).catch((error: Error) => error.message);
  const all: Finding[] = JSON.parse(output.slice(output.indexOf('[{')));
  return Object.fromEntries(all.map((finding) => [finding.name, finding]));
}
