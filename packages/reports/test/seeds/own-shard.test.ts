import type { ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askOf } from './check.ts';
import { type Stores, storeWorlds } from './store.ts';
import { checks } from './test-seeds.ts';
import { randomWorld } from './world.ts';

const worlds = Array.from({ length: 6 }, (_, index) => randomWorld(20_001 + index));

let stores: Stores;
beforeAll(async () => {
  stores = await storeWorlds(worlds, 'cluster');
}, 240_000);
afterAll(() => stores.close());

/** Has each statement read the rows of the node that it is sent to alone. */
function ownShardOf(clickhouse: ClickHouseClient, tables: readonly string[]): ClickHouseClient {
  const name = new RegExp(`(?<=[.]|[.]\`)(${tables.join('|')})\\b`, 'g');
  const ofShard = <Params extends { readonly query: string }>(params: Params): Params => ({
    ...params,
    query: params.query.replaceAll(name, '$1_local'),
  });
  const reads: Pick<ClickHouseClient, 'query' | 'exec'> = {
    query: (params) => clickhouse.query(ofShard(params)),
    exec: (params) => clickhouse.exec(ofShard(params)),
  };
  return new Proxy(clickhouse, {
    get(client, member) {
      const value: unknown = Reflect.get(member in reads ? reads : client, member);
      return typeof value === 'function' ? value.bind(client) : value;
    },
  });
}

/** Questions of each world: to some of them no event is an answer. */
const questions = Array.from({ length: 8 }, (_, index) => index);

/** Whether its oracle finds fault with the report in one of the worlds. */
async function isFoundOut(name: string): Promise<boolean> {
  for (const [question, world] of questions.flatMap((one) => worlds.map((world) => [one, world] as const))) {
    const { clickhouse, database } = stores.targetOf(world);
    const result = await clickhouse.query({
      query: "SELECT name FROM system.tables WHERE database = {database:String} AND engine = 'Distributed'",
      query_params: { database },
      format: 'JSONEachRow',
    });
    const tables = (await result.json<{ name: string }>()).map((table) => table.name);
    const broken = { clickhouse: ownShardOf(clickhouse, tables), database };
    try {
      await checks[name]?.(askOf(broken, world, `${name} ${question}`));
    } catch (error) {
      // That an answer is another than the oracle's, not that a statement failed.
      if (!(error instanceof Error) || error.name !== 'AssertionError') throw error;
      return true;
    }
  }
  return false;
}

test.each(Object.keys(checks))(
  '%s: a report that reads only its own shard fails',
  { timeout: 120_000 },
  async (name) => {
    expect(await isFoundOut(name)).toBe(true);
  },
);
