import type { ClickHouseClient } from '@clickhouse/client';

/** Rejects, with the reason, while ClickHouse does not answer. */
export function clickhouseCheck(clickhouse: ClickHouseClient): () => Promise<void> {
  return async () => {
    const result = await clickhouse.ping();
    if (!result.success) throw result.error;
  };
}
