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
  const asked = <Params extends { readonly query: string; readonly clickhouse_settings?: object }>(
    params: Params,
  ): Params => ({
    ...params,
    query: withGlobalIn(params.query),
    clickhouse_settings: { ...settings, ...params.clickhouse_settings },
  });
  const statements = {
    query: (params: Parameters<ClickHouseClient['query']>[0]) => clickhouse.query(asked(params)),
    exec: (params: Parameters<ClickHouseClient['exec']>[0]) => clickhouse.exec(asked(params)),
    command: (params: Parameters<ClickHouseClient['command']>[0]) => clickhouse.command(asked(params)),
  };
  return new Proxy(clickhouse, {
    get(client, name) {
      if (name === 'query' || name === 'exec' || name === 'command') return statements[name];
      const member: unknown = Reflect.get(client, name);
      return typeof member === 'function' ? member.bind(client) : member;
    },
  });
}

const settings = {
  distributed_product_mode: 'global',
  parallel_distributed_insert_select: '0',
  // A shard is told constants in the place of their names: GROUP BY 0 would be a column's number there.
  enable_positional_arguments: 0,
} as const;
