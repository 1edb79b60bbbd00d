import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { type EraseTarget, forCluster } from '@gatrix/analytics-clickhouse-schema';
import type { CommandContext } from '../command-context.ts';

/** Works with ClickHouse as a migration does, and closes it behind the work. */
export async function withStore<T>(
  { config }: CommandContext,
  work: (store: EraseTarget) => Promise<T>,
): Promise<T> {
  const { database, cluster, nodeUrls, ...connection } = config.clickhouse;
  // What fails is said once, by the command.
  const log = { level: ClickHouseLogLevel.OFF };
  const connect = (url: string) => createClient({ ...connection, url, log, request_timeout: 600_000 });
  const clickhouse = forCluster(connect(connection.url), cluster);
  try {
    return await work({ clickhouse, database, cluster, connect, nodeUrls });
  } finally {
    await clickhouse.close();
  }
}
