import { param, sql } from '@gatrix/analytics-clickhouse-schema';
import { isForbidden, type Runner } from './run.ts';
import type { Tables } from './tables.ts';

/** What tables store: a text for each group of tables, which differs after every change. */
export interface StoredState {
  /** Events and what was summed up of them. */
  readonly days: string;
  /** Messages about profiles, aliases among them. */
  readonly changes: string;
  /** Which profiles there are, and who was identified on which device. */
  readonly profiles: string;
}

/** Resolves with what is stored after the call; undefined where this server does not know, since the rows are on a cluster or it may not be asked. */
export type FindStoredState = () => Promise<StoredState | undefined>;

/** One statement answers all who ask in the same turn of the event loop. */
export function createStoredState({ database }: Tables, runner: Runner): FindStoredState {
  let mayAsk = true;
  let next: Promise<StoredState | undefined> | undefined;

  const ask = async () => {
    next = undefined;
    if (!mayAsk) return undefined;
    try {
      const rows = await runner.run<{ tables: keyof StoredState; state: string }>(sql`SELECT
  multiIf(table = 'profile_changes', 'changes', table IN ('profile_activity', 'device_profiles'), 'profiles', 'days') AS tables,
  toString(sum(cityHash64(table, uuid, name, rows, bytes_on_disk, modification_time))) AS state
FROM system.parts
WHERE active AND database = ${param.string(database)}
  AND table IN ('events', 'sealed_days', 'day_seams', 'profile_changes', 'profile_activity', 'device_profiles')
GROUP BY tables`);
      if (rows.length === 0) return undefined;
      // Tables without rows have no parts, which is a state like others.
      const stateOf = (tables: keyof StoredState) => rows.find((row) => row.tables === tables)?.state ?? '';
      return { days: stateOf('days'), changes: stateOf('changes'), profiles: stateOf('profiles') };
    } catch (error) {
      if (!isForbidden(error)) throw error;
      mayAsk = false;
      return undefined;
    }
  };

  return () => {
    next ??= new Promise((resolve) => setImmediate(resolve)).then(ask);
    return next;
  };
}
