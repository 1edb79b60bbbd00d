import { createClient } from '@clickhouse/client';
import { migrations } from '@gatrix/analytics-clickhouse-schema';
import {
  type ClickHouseCluster,
  mysqlForTest,
  runCli,
  startClickHouseCluster,
} from '@gatrix/analytics-test-services';
import { afterAll, beforeAll, expect, test } from 'vitest';

const database = 'analytics';
let cluster: ClickHouseCluster;
let mysqlUrl: string;

beforeAll(async () => {
  [cluster, { url: mysqlUrl }] = await Promise.all([startClickHouseCluster(), mysqlForTest()]);
});
afterAll(() => cluster.stop());

/** The environment of a command that asks one of the nodes. */
function envOf(node: 0 | 1, more: Record<string, string> = {}) {
  const { name, nodes } = cluster;
  return {
    DATABASE_URL: mysqlUrl,
    CLICKHOUSE_URL: nodes[node].url,
    CLICKHOUSE_DATABASE: database,
    CLICKHOUSE_CLUSTER: name,
    ...more,
  };
}

async function rowsAt<T>(node: 0 | 1, query: string): Promise<T[]> {
  const client = createClient({ url: cluster.nodes[node].url });
  try {
    return await (await client.query({ query, format: 'JSONEachRow' })).json<T>();
  } finally {
    await client.close();
  }
}

const failing = (args: readonly string[], env: Record<string, string>) =>
  runCli(args, env).then(
    () => '',
    (error: Error) => error.message,
  );

test('one command migrates both shards, each by itself, and every node knows it', async () => {
  const ids = migrations.map(({ id }) => id);
  expect(await failing(['migrate'], envOf(0, { CLICKHOUSE_CLUSTER: 'nowhere' }))).toContain(
    'ClickHouse knows no cluster nowhere',
  );
  const applied = JSON.parse(await runCli(['--json', 'migrate'], envOf(0)));
  expect(applied.clickhouse).toEqual(ids);
  for (const node of [0, 1] as const) {
    const ledger = await rowsAt<{ id: string }>(
      node,
      `SELECT id FROM ${database}.schema_migrations ORDER BY id`,
    );
    expect(ledger.map(({ id }) => id)).toEqual(ids);
  }
  const tables = (node: 0 | 1) =>
    rowsAt<{ name: string; engine: string }>(
      node,
      `SELECT name, engine FROM system.tables WHERE database = '${database}' ORDER BY name`,
    );
  const first = await tables(0);
  expect(await tables(1)).toEqual(first);
  expect(first).toContainEqual({ name: 'events', engine: 'Distributed' });
  expect(first).toContainEqual({ name: 'events_local', engine: 'MergeTree' });

  const nodes = cluster.nodes.map(({ url }) => url).join(',');
  const again = JSON.parse(await runCli(['--json', 'migrate'], envOf(1, { CLICKHOUSE_NODES: nodes })));
  expect(again.clickhouse).toEqual([]);
});

test('a shard that comes later gets what it lacks, and the others stay as they are', async () => {
  for (const statement of [`DROP DATABASE ${database} SYNC`]) {
    const client = createClient({ url: cluster.nodes[1].url });
    await client.command({ query: statement });
    await client.close();
  }
  const appliedAt = () =>
    rowsAt(0, `SELECT id, toString(applied_at) AS at FROM ${database}.schema_migrations ORDER BY id`);
  const before = await appliedAt();
  const applied = JSON.parse(await runCli(['--json', 'migrate'], envOf(0)));
  expect(applied.clickhouse).toHaveLength(migrations.length);
  expect(await appliedAt()).toEqual(before);
  expect(await rowsAt(1, `SELECT count() AS n FROM ${database}.schema_migrations`)).toEqual([
    { n: `${migrations.length}` },
  ]);
});

test('a shard that does not answer is named, by doctor and by migrate', async () => {
  await cluster.nodes[1].kill();
  const dead = /shard 2, replica 1 of cluster two \(127\.0\.0\.1:\d+\)/;
  const found = await failing(['doctor'], envOf(0));
  expect(found).toMatch(new RegExp(`FAIL {2}clickhouse {2}up; does not answer: ${dead.source}`));
  expect(await failing(['migrate'], envOf(0))).toMatch(new RegExp(`${dead.source} does not answer`));
});
