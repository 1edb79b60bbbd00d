import { freePort } from '@gatrix/analytics-free-port';
import { startClickHouse } from './clickhouse.ts';
import type { Service } from './service.ts';

export interface ClickHouseCluster {
  /** As `remote_servers` names it. */
  readonly name: string;
  /** A shard each, of one replica. */
  readonly nodes: readonly [Service, Service];
  stop(): Promise<void>;
}

/** Starts two ClickHouse servers that are the shards of one cluster, on 127.0.0.1. There is no Keeper. */
export async function startClickHouseCluster(): Promise<ClickHouseCluster> {
  const name = 'two';
  const tcpPorts = [await freePort(), await freePort()] as const;
  const start = (tcpPort: number) => startClickHouse({ tcpPort, cluster: { name, tcpPorts } });
  const [first, second] = await Promise.allSettled([start(tcpPorts[0]), start(tcpPorts[1])]);
  if (first.status === 'fulfilled' && second.status === 'fulfilled') {
    const nodes = [first.value, second.value] as const;
    return {
      name,
      nodes,
      async stop() {
        await Promise.all(nodes.map((node) => node.stop()));
      },
    };
  }
  for (const node of [first, second]) if (node.status === 'fulfilled') await node.value.stop();
  throw first.status === 'rejected' ? first.reason : second.status === 'rejected' ? second.reason : undefined;
}
