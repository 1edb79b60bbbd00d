import type { ClickHouseClient } from '@clickhouse/client';
import type { ClusterAccess } from './access.ts';

/** A server of a cluster. */
export interface ClusterNode {
  readonly shard: number;
  readonly replica: number;
  /** Where other nodes reach it: host and port of the native protocol. */
  readonly address: string;
  /** Of its HTTP interface; undefined where it does not answer. */
  readonly url: string | undefined;
}

interface NodeRow {
  readonly shard_num: number;
  readonly replica_num: number;
  readonly host_name: string;
  readonly port: number;
}

interface Asked {
  readonly clickhouse: ClickHouseClient;
  readonly cluster: string;
  readonly nodeUrls?: readonly string[] | undefined;
}

/** The nodes as `remote_servers` names them, in its order. Rejects where it names no such cluster. */
async function readNodes({ clickhouse, cluster, nodeUrls }: Asked): Promise<ClusterNode[]> {
  const result = await clickhouse.query({
    query: `SELECT shard_num, replica_num, host_name, port FROM system.clusters
WHERE cluster = {cluster:String} ORDER BY shard_num, replica_num`,
    query_params: { cluster },
    format: 'JSONEachRow',
  });
  const rows = await result.json<NodeRow>();
  if (rows.length === 0)
    throw new Error(
      `ClickHouse knows no cluster ${cluster}: name it in its remote_servers, or correct CLICKHOUSE_CLUSTER`,
    );
  if (nodeUrls && nodeUrls.length !== rows.length)
    throw new Error(
      `CLICKHOUSE_NODES names ${nodeUrls.length} nodes, and cluster ${cluster} has ${rows.length}: name all of them`,
    );
  const ports = nodeUrls ? undefined : await httpPorts(clickhouse, cluster);
  return rows.map(({ shard_num, replica_num, host_name, port }, index) => {
    const httpPort = ports?.get(index + 1);
    return {
      shard: Number(shard_num),
      replica: Number(replica_num),
      address: `${hostInUrl(host_name)}:${port}`,
      url:
        nodeUrls?.[index] ??
        (httpPort === undefined ? undefined : `http://${hostInUrl(host_name)}:${httpPort}`),
    };
  });
}

/** By the node's place in the cluster, from 1. Those that do not answer are not in it. */
async function httpPorts(clickhouse: ClickHouseClient, cluster: string): Promise<Map<number, number>> {
  const result = await clickhouse.query({
    query: `SELECT _shard_num AS place, getServerPort('http_port') AS http_port
FROM clusterAllReplicas({cluster:Identifier}, system.one)`,
    query_params: { cluster },
    format: 'JSONEachRow',
    clickhouse_settings: { skip_unavailable_shards: 1 },
  });
  const rows = await result.json<{ place: number; http_port: number }>();
  return new Map(rows.map(({ place, http_port }) => [Number(place), Number(http_port)]));
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** What an error says of a node. */
function nameOf({ shard, replica, address }: ClusterNode, cluster: string): string {
  return `shard ${shard}, replica ${replica} of cluster ${cluster} (${address})`;
}

/** The nodes that do not answer, by name. Without `CLICKHOUSE_NODES` they are asked by the server that is asked. */
export async function deadNodes(asked: Asked & Pick<ClusterAccess, 'connect'>): Promise<string[]> {
  const nodes = await readNodes(asked);
  const answers = await Promise.all(
    nodes.map(async ({ url }) => {
      if (url === undefined) return false;
      if (!asked.nodeUrls || !asked.connect) return true;
      const clickhouse = asked.connect(url);
      const { success } = await clickhouse.ping();
      await clickhouse.close();
      return success;
    }),
  );
  return nodes.filter((_, index) => !answers[index]).map((node) => nameOf(node, asked.cluster));
}

/** Does some work at a node, and says of which one an error is. */
export async function naming<T>(
  node: ClusterNode | undefined,
  cluster: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!node || cluster === undefined) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${nameOf(node, cluster)}: ${reason}`, { cause: error });
  }
}

/**
 * Does the work with a client of each node, one after the other, in their order. Rejects before it begins where one does not
 * answer, or where there are replicas: without Keeper nothing keeps them equal.
 */
export async function atEachNode(
  target: { readonly clickhouse: ClickHouseClient } & ClusterAccess & { readonly cluster: string },
  work: (clickhouse: ClickHouseClient, node: ClusterNode) => Promise<void>,
): Promise<void> {
  const { cluster } = target;
  const opened = await openNodes(target);
  try {
    for (const { clickhouse, node } of opened) await naming(node, cluster, () => work(clickhouse, node));
  } finally {
    await Promise.all(opened.map(({ clickhouse }) => clickhouse.close()));
  }
}

export interface OpenNode {
  readonly node: ClusterNode;
  readonly clickhouse: ClickHouseClient;
}

/** Opens a client of each node; who asked closes them. */
export async function openNodes(
  target: { readonly clickhouse: ClickHouseClient } & ClusterAccess & { readonly cluster: string },
): Promise<OpenNode[]> {
  const { cluster, connect } = target;
  if (!connect)
    throw new Error(`cluster ${cluster} has no Keeper, and its nodes cannot be reached from here`);
  const nodes = await readNodes(target);
  const replica = nodes.find((node) => node.replica > 1);
  if (replica)
    throw new Error(`${nameOf(replica, cluster)}: ClickHouse has no Keeper, and replicas need one`);
  const opened: OpenNode[] = [];
  try {
    for (const node of nodes) {
      const clickhouse = node.url === undefined ? undefined : connect(node.url);
      if (clickhouse) opened.push({ node, clickhouse });
      if (!(await clickhouse?.ping())?.success)
        throw new Error(
          `${nameOf(node, cluster)} does not answer${node.url === undefined ? '' : ` at ${new URL(node.url).origin}`}: start it first`,
        );
    }
  } catch (error) {
    await Promise.all(opened.map(({ clickhouse }) => clickhouse.close()));
    throw error;
  }
  return opened;
}
