import type { ClickHouseClient } from '@clickhouse/client';
import { codeOf } from '../error-code.ts';
import type { InsertTarget } from '../insert-rows.ts';
import type { ClusterAccess } from './access.ts';

const unknownTable = '60';
const accessDenied = '497';

/** Whether the tables of a cluster are, or are to be, without replicas, so that each node is told by itself. */
export async function isWithoutKeeper(target: InsertTarget & ClusterAccess): Promise<boolean> {
  if (target.cluster === undefined) return false;
  const engine = await engineOfEvents(target);
  if (engine !== undefined) return !engine.startsWith('Replicated');
  return !(await hasKeeper(target.clickhouse));
}

/** As it was made once it stays, also where a Keeper comes later. */
async function engineOfEvents({ clickhouse, database }: InsertTarget): Promise<string | undefined> {
  const result = await clickhouse.query({
    query: "SELECT engine FROM system.tables WHERE database = {database:String} AND name = 'events_local'",
    query_params: { database },
    format: 'JSONEachRow',
  });
  return (await result.json<{ engine: string }>())[0]?.engine;
}

async function hasKeeper(clickhouse: ClickHouseClient): Promise<boolean> {
  try {
    const result = await clickhouse.query({
      query: "SELECT count() FROM system.zookeeper WHERE path = '/'",
      format: 'JSONEachRow',
    });
    await result.json();
    return true;
  } catch (error) {
    if (codeOf(error) === unknownTable) return false;
    // The table is there, and so is the Keeper.
    if (codeOf(error) === accessDenied) return true;
    throw error;
  }
}
