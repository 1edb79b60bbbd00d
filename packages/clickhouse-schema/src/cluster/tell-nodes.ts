import type { ClickHouseClient } from '@clickhouse/client';
import type { DdlTarget } from '../ddl.ts';
import type { InsertTarget } from '../insert-rows.ts';
import type { ClusterAccess } from './access.ts';
import { isWithoutKeeper } from './keeper.ts';
import { atEachNode } from './nodes.ts';

type Command = Parameters<ClickHouseClient['command']>[0];

/** Runs a statement that is about local tables: on a cluster by `ON CLUSTER`, and where it has no Keeper at each node by itself. */
export async function tellNodes(
  target: InsertTarget & ClusterAccess,
  commandFor: (ddl: DdlTarget) => Command,
): Promise<void> {
  const { clickhouse, database, cluster, connect } = target;
  if (cluster === undefined || !connect || !(await isWithoutKeeper(target))) {
    await clickhouse.command(commandFor({ database, cluster }));
    return;
  }
  const command = commandFor({ database, cluster, withoutKeeper: true });
  await atEachNode({ ...target, cluster }, async (node) => {
    await node.command(command);
  });
}
