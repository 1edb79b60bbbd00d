import { mutate } from '../erase/mutate.ts';
import { type EraseTarget, select } from '../erase/statements.ts';
import { identifier, param, sql } from '../sql.ts';
import { bothParts } from './day-parts.ts';
import type { DaysToSeal, SealOptions } from './due-days.ts';

/** The tables with rows of seals. */
export const sealedTables = ['session_days', 'activity_slots', 'page_slots', 'day_totals'] as const;

/** What a query may still be reading. */
const graceMs = 600_000;

/** Deletes rows of seals that newer ones have replaced, or that were never published. Resolves with how many seals, two for each seam. */
export async function dropStaleSeals(target: EraseTarget, { projectId, now }: SealOptions): Promise<number> {
  const db = identifier(target.database);
  const project = param.string(projectId);
  const newest = sql`SELECT argMax(seal, (sealed_at, seal)) AS newest_seal FROM ${db}.sealed_days WHERE project_id = ${project} GROUP BY day`;
  const isOld = sql`project_id = ${project} AND sealed_at < toDateTime(${param.time(now - graceMs)}, 'UTC')`;
  const isSeam = sql`seal_before IN (${newest}) AND seal_after IN (${newest})`;
  // Totals of the second part of a day have its number with the other sign.
  const number = sql`toInt64(abs(seal))`;
  const stale = sql`${isOld} AND ${number} NOT IN (${newest})
  AND ${number} NOT IN (
    SELECT arrayJoin([totals_before, totals_after]) FROM ${db}.day_seams WHERE project_id = ${project} AND ${isSeam}
  )`;
  const stales = await select<[string]>(
    target,
    sql`SELECT DISTINCT toString(${number}) FROM ${db}.session_days WHERE ${stale}
UNION DISTINCT SELECT DISTINCT toString(${number}) FROM ${db}.activity_slots WHERE ${stale}
UNION DISTINCT SELECT DISTINCT toString(${number}) FROM ${db}.day_totals WHERE ${stale}`,
  );
  if (stales.length === 0) return 0;
  const numbers = param.integers(bothParts(stales.map(([seal]) => Number(seal))));
  const those = sql`project_id = ${project} AND seal IN ${numbers}`;
  for (const table of sealedTables) await mutate(target, table, { where: those });
  // By their values: each node would ask a subquery for itself, and a replica refuses to.
  const current = await select<[string]>(target, newest);
  const seals = param.integers(current.map(([seal]) => Number(seal)));
  const joinsCurrent = sql`seal_before IN ${seals} AND seal_after IN ${seals}`;
  await mutate(target, 'day_seams', { where: sql`${isOld} AND NOT (${joinsCurrent})` });
  return stales.length;
}

/** How long a sealer may take, from which on rows without a published seal are nobody's. */
const abandonedMs = 3_600_000;

/** Projects with rows for `dropStaleSeals`. One with few new events is not summed up for long, and would keep them. */
export async function projectsWithStaleSeals(target: EraseTarget, now: number): Promise<string[]> {
  const db = identifier(target.database);
  const newest = sql`SELECT project_id, argMax(seal, (sealed_at, seal)) FROM ${db}.sealed_days GROUP BY project_id, day`;
  const current = sql`SELECT project_id, arrayJoin([totals_before, totals_after]) FROM ${db}.day_seams
  WHERE (project_id, seal_before) IN (${newest}) AND (project_id, seal_after) IN (${newest})`;
  const numbersIn = (table: string) =>
    sql`SELECT DISTINCT project_id, toInt64(abs(seal)) AS number FROM ${db}.${identifier(table)} WHERE sealed_at < toDateTime(${param.time(now - abandonedMs)}, 'UTC')`;
  const rows = await select<[string]>(
    target,
    sql`SELECT DISTINCT project_id FROM (
  ${numbersIn('session_days')} UNION ALL ${numbersIn('activity_slots')} UNION ALL ${numbersIn('day_totals')}
)
WHERE (project_id, number) NOT IN (${newest}) AND (project_id, number) NOT IN (${current})`,
  );
  return rows.map(([projectId]) => projectId);
}

/**
 * Forgets what was summed up of days: their rows and their seals. Reports read the events until they are sealed anew. A seal that is published
 * meanwhile goes, too, since its rows did. One that is made meanwhile is not published, since its tables then tell different things of the day.
 */
export async function forgetDays(target: EraseTarget, { projectId, days }: DaysToSeal): Promise<void> {
  if (days.length === 0) return;
  const project = sql`project_id = ${param.string(projectId)}`;
  const where = sql`${project} AND day IN ${param.days(days)}`;
  await mutate(target, 'sealed_days', { where });
  const seams = sql`${project} AND (day IN ${param.days(days)} OR day + 1 IN ${param.days(days)})`;
  const totals = await select<[string]>(
    target,
    sql`SELECT toString(arrayJoin([totals_before, totals_after])) FROM ${identifier(target.database)}.day_seams WHERE ${seams}`,
  );
  if (totals.length > 0) {
    const ofSeams = param.integers(bothParts(totals.map(([seal]) => Number(seal))));
    await mutate(target, 'day_totals', { where: sql`${project} AND seal IN ${ofSeams}` });
    await mutate(target, 'day_seams', { where: seams });
  }
  for (const table of sealedTables) await mutate(target, table, { where });
  await mutate(target, 'sealed_days', { where });
}
