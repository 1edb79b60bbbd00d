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

/** Whether days are sealed: none, all, those without late events, or all of them and some for a second time. */
export const storages = ['open', 'sealed', 'late', 'sealed again'] as const;
export type Storage = (typeof storages)[number];

/** All days are over. */
const farAhead = Date.UTC(2100, 0, 1);

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
  const seal = () => sealUntil(farAhead);
  return {
    clickhouse,
    database,
    insertEvents,
    /** Seals days that are over at that time, and all days. */
    sealUntil,
    seal,
    /** In two halves, so that sessions and identities are put together from several parts, some of them sealed. */
    insertEventsAs: async (storage: Storage, rows: readonly EventRow[]) => {
      await insertEvents(rows.filter((_, i) => i % 2 === 0));
      if (storage === 'late' || storage === 'sealed again') await seal();
      // Late events: some days that were sealed are so still, others have more events now.
      await insertEvents(rows.filter((_, i) => i % 2 === 1));
      if (storage === 'sealed' || storage === 'sealed again') await seal();
    },
    insertChanges: (rows: readonly ProfileChangeRow[]) =>
      insertRows(target, 'profile_changes', rows, randomUUID()),
    close: async () => {
      await close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

export type Engine = Awaited<ReturnType<typeof startEngine>>;
