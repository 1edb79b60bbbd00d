import type { Browser } from 'playwright-core';
import { loadTestConfig } from './config.ts';
import { askCoordinator } from './coordinator.ts';
import type { Allotment, Resource } from './test-servers.ts';

/** A Redis for this test file, which must begin all its keys with the prefix. */
export async function redisForTest(): Promise<{ readonly redisUrl: string; readonly keyPrefix: string }> {
  const { url, name } = await allotment('redis');
  return { redisUrl: url, keyPrefix: `${name}:` };
}

/** A fresh MySQL database for this test file; `url` names it. It goes when the run ends. */
export async function mysqlForTest(): Promise<{ readonly url: string; readonly database: string }> {
  const { url, name } = await allotment('mysql');
  const withDatabase = new URL(url);
  withDatabase.pathname = `/${name}`;
  return { url: withDatabase.href, database: name };
}

/** A fresh ClickHouse database for this test file, for `createClient({ url, database })`. It goes when the run ends. */
export async function clickHouseForTest(): Promise<{ readonly url: string; readonly database: string }> {
  const { url, name } = await allotment('clickhouse');
  return { url, database: name };
}

/** A name for a database of this test file on a cluster of two shards; who migrates makes it. It goes when the run ends. */
export async function clickHouseClusterForTest(): Promise<{
  readonly url: string;
  readonly database: string;
  readonly cluster: string;
}> {
  const { url, name, cluster } = await allotment('clickhouse-cluster');
  if (cluster === undefined) throw new Error('the server for tests is of no cluster');
  return { url, database: name, cluster };
}

/**
 * The run's Chromium, for contexts of this test file's own, which end with `close()`; the process goes on. Files that need a profile or flags
 * of their own, or that kill the browser, start one, and `countStart('own-browser')`. Where it crashes, every call rejects at once.
 */
export async function browserForTest(): Promise<Browser> {
  const [{ chromium }, { url }] = await Promise.all([import('playwright-core'), allotment('browser')]);
  return chromium.connect(url);
}

function allotment(resource: Resource): Promise<Allotment> {
  const { coordinator } = loadTestConfig(process.env);
  if (!coordinator) {
    throw new Error(
      "no test services: add '@gatrix/analytics-test-services/global-setup' to globalSetup in vitest.config.ts",
    );
  }
  return askCoordinator(coordinator, resource);
}
