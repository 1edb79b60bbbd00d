import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
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
  const { client: clickhouse, close } = await createEmbeddedClickHouse({ path });
  await migrate({ clickhouse, database });
  const target = { clickhouse, database };
  return {
    clickhouse,
    database,
    insertEvents: (rows: readonly EventRow[]) => insertRows(target, 'events', rows, randomUUID()),
    insertChanges: (rows: readonly ProfileChangeRow[]) =>
      insertRows(target, 'profile_changes', rows, randomUUID()),
    close: async () => {
      await close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

export type Engine = Awaited<ReturnType<typeof startEngine>>;
