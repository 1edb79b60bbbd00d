import { type EraseTarget, mutate, select } from '../erase/mutate.ts';
import { identifier, param, sql } from '../sql.ts';
import type { DaysToSeal, SealOptions } from './seal-days.ts';

/** The tables with rows of seals. */
export const sealedTables = ['session_days', 'activity_slots', 'page_slots', 'day_totals'] as const;

/** What a query may still be reading. */
const graceMs = 600_000;

/** Deletes rows of seals that newer ones have replaced, or that were never published. Resolves with how many seals. */
export async function dropStaleSeals(target: EraseTarget, { projectId, now }: SealOptions): Promise<number> {
  const db = identifier(target.database);
  const project = param.string(projectId);
  const stale = sql`project_id = ${project} AND sealed_at < toDateTime(${param.time(now - graceMs)}, 'UTC')
  AND seal NOT IN (
    SELECT argMax(seal, (sealed_at, seal)) FROM ${db}.sealed_days WHERE project_id = ${project} GROUP BY day
  )`;
  const seals = await select<[string]>(
    target,
    sql`SELECT DISTINCT toString(seal) FROM ${db}.session_days WHERE ${stale}
UNION DISTINCT SELECT DISTINCT toString(seal) FROM ${db}.activity_slots WHERE ${stale}
UNION DISTINCT SELECT DISTINCT toString(seal) FROM ${db}.day_totals WHERE ${stale}`,
  );
  if (seals.length === 0) return 0;
  const those = sql`project_id = ${project} AND seal IN ${param.integers(seals.map(([seal]) => Number(seal)))}`;
  for (const table of sealedTables) await mutate(target, table, { where: those });
  return seals.length;
}

/** Forgets what was summed up of days: their rows and their seals. Reports read the events until they are sealed anew. */
export async function forgetDays(target: EraseTarget, { projectId, days }: DaysToSeal): Promise<void> {
  if (days.length === 0) return;
  const where = sql`project_id = ${param.string(projectId)} AND day IN ${param.days(days)}`;
  for (const table of ['sealed_days', ...sealedTables]) await mutate(target, table, { where });
}
