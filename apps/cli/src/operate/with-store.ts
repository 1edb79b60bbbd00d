import { createClient } from '@clickhouse/client';
import type { EraseTarget } from '@gatrix/analytics-clickhouse-schema';
import type { CommandContext } from '../command-context.ts';

/** Works with ClickHouse as a migration does, and closes it behind the work. */
export async function withStore<T>(
  { config }: CommandContext,
  work: (store: EraseTarget) => Promise<T>,
): Promise<T> {
  const { database, cluster, ...connection } = config.clickhouse;
  const clickhouse = createClient({ ...connection, request_timeout: 600_000 });
  try {
    return await work({ clickhouse, database, cluster });
  } finally {
    await clickhouse.close();
  }
}
