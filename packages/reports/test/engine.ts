import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedClickHouse } from '@gatrix/analytics-clickhouse-embedded';
import {
  daysToSeal,
  type EventRow,
  insertRows,
  migrate,
  type ProfileChangeRow,
  projectsToSeal,
  sealDays,
} from '@gatrix/analytics-clickhouse-schema';

const database = 'analytics';

/** An embedded ClickHouse with the migrated schema in a temporary directory. */
export async function startEngine() {
  const path = await mkdtemp(join(tmpdir(), 'reports-'));
  const { client: clickhouse, close } = await createEmbeddedClickHouse({ path });
  await migrate({ clickhouse, database });
  const target = { clickhouse, database };
  const insertEvents = (rows: readonly EventRow[]) => insertRows(target, 'events', rows, randomUUID());
  let runs = 0;
  const sealUntil = async (now: number) => {
    for (const projectId of await projectsToSeal(target, now)) {
      for (const portion of await daysToSeal(target, { projectId, now }))
        await sealDays(target, portion, now - 1_000_000 + runs++);
    }
  };
  return {
    clickhouse,
    database,
    insertEvents,
    /** Seals days that are over at that time, and all days. */
    sealUntil,
    seal: () => sealUntil(Date.UTC(2100, 0, 1)),
    insertChanges: (rows: readonly ProfileChangeRow[]) =>
      insertRows(target, 'profile_changes', rows, randomUUID()),
    close: async () => {
      await close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

export type Engine = Awaited<ReturnType<typeof startEngine>>;
