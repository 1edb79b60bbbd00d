import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import {
  type EventRow,
  insertRows,
  migrate,
  type ProfileChangeRow,
} from '@gatrix/analytics-clickhouse-schema';

const database = 'analytics';

/** An embedded ClickHouse with the migrated schema in a temporary directory. */
export async function startEngine() {
  const path = await mkdtemp(join(tmpdir(), 'reports-'));
  const require = createRequire(new URL('../../clickhouse-embedded/package.json', import.meta.url));
  const clickhouse = createClient({ connection: require('chdb/connection').createChdbConnection({ path }) });
  await migrate({ clickhouse, database });
  return {
    clickhouse,
    database,
    insertEvents: (rows: readonly EventRow[]) =>
      insertRows({ clickhouse, database }, 'events', rows, crypto.randomUUID()),
    insertChanges: (rows: readonly ProfileChangeRow[]) =>
      insertRows({ clickhouse, database }, 'profile_changes', rows, crypto.randomUUID()),
    close: async () => {
      await clickhouse.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

export type Engine = Awaited<ReturnType<typeof startEngine>>;
