import type { ClickHouseClient } from '@clickhouse/client';

/** Which cluster the tables are on, and how its nodes are reached where that has to be one by one. */
export interface ClusterAccess {
  /** `CLICKHOUSE_CLUSTER`; without it there is one server. */
  readonly cluster?: string | undefined;
  /** Opens a client of a node, by the URL of its HTTP interface. */
  readonly connect?: ((url: string) => ClickHouseClient) | undefined;
  /** `CLICKHOUSE_NODES`; where they are not said, the nodes are asked for their ports. */
  readonly nodeUrls?: readonly string[] | undefined;
}
