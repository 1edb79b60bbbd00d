import type { ClickHouseClient } from '@clickhouse/client';
import { withGlobalIn } from './global-in.ts';

/**
 * On a cluster, a client whose statements mean on Distributed tables what they mean on one server: a subquery is asked once, of all shards, and
 * what a SELECT gives is stored as a whole.
 *
 * TRICKY: `distributed_product_mode = 'global'` alone does it for joins. An IN whose subquery names two such tables it makes
 * global twice, and fails; and where `parallel_distributed_insert_select` is on, as newer versions have it, each shard runs
 * the SELECT over its own rows alone, groups and all, and stores its part of each sum as the sum.
 */
export function forCluster(clickhouse: ClickHouseClient, cluster: string | undefined): ClickHouseClient {
  if (cluster === undefined) return clickhouse;
  const settingsOfServer = createSettings(clickhouse);
  const set = async <Params extends { readonly clickhouse_settings?: object }>(
    params: Params,
  ): Promise<Params> => ({
    ...params,
    clickhouse_settings: { ...(await settingsOfServer()), ...params.clickhouse_settings },
  });
  const withSettings = async <
    Params extends { readonly query: string; readonly clickhouse_settings?: object },
  >(
    params: Params,
  ): Promise<Params> => ({ ...(await set(params)), query: withGlobalIn(params.query) });
  const statements = {
    query: async (params: Parameters<ClickHouseClient['query']>[0]) =>
      clickhouse.query(await withSettings(params)),
    exec: async (params: Parameters<ClickHouseClient['exec']>[0]) =>
      clickhouse.exec(await withSettings(params)),
    command: async (params: Parameters<ClickHouseClient['command']>[0]) =>
      clickhouse.command(await withSettings(params)),
    insert: async (params: Parameters<ClickHouseClient['insert']>[0]) => clickhouse.insert(await set(params)),
  };
  return new Proxy(clickhouse, {
    get(client, name) {
      if (name === 'query' || name === 'exec' || name === 'command' || name === 'insert')
        return statements[name];
      const member: unknown = Reflect.get(client, name);
      return typeof member === 'function' ? member.bind(client) : member;
    },
  });
}

/**
 * Newer versions write a condition behind a grouping into what they send to the shards, and an IN of a subquery, though global, then
 * finds less than there is (seen in 26.7): a session over several days lost its first ones. Older versions do not know the setting.
 */
const pushesConditions = 'allow_push_predicate_ast_for_distributed_subqueries';

type Settings = Readonly<Record<string, string | number>>;

/** What statements carry; the server is asked once which of the settings it knows, again after a failure. */
function createSettings(clickhouse: ClickHouseClient): () => Promise<Settings> {
  let answer: Promise<Settings> | undefined;
  const ask = async () => {
    const result = await clickhouse.query({
      query: `SELECT count() > 0 AS isThere FROM system.settings WHERE name = '${pushesConditions}'`,
      format: 'JSONEachRow',
    });
    const [row] = await result.json<{ isThere: number }>();
    return row && Number(row.isThere) === 1 ? { ...settings, [pushesConditions]: 0 } : settings;
  };
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}

const settings = {
  // Of replicas always the same is asked and written to: another may not have yet what was stored a moment ago.
  load_balancing: 'in_order',
  prefer_localhost_replica: 0,
  // What an insert was answered with is true of all shards.
  distributed_foreground_insert: 1,
  distributed_product_mode: 'global',
  parallel_distributed_insert_select: '0',
  // A shard is told constants in the place of their names: GROUP BY 0 would be a column's number there.
  enable_positional_arguments: 0,
} as const;
