import { mutate } from '../erase/mutate.ts';
import { type EraseTarget, select } from '../erase/statements.ts';
import { identifier, param, sql } from '../sql.ts';
import { bothParts } from './day-parts.ts';
import type { DaysToSeal, SealOptions } from './due-days.ts';

/** The tables with rows of seals. */
export const sealedTables = ['session_days', 'activity_slots', 'page_slots', 'day_totals'] as const;

/** What was replaced may still be read for so long, by a query that asked before. */
const graceMs = 600_000;

/** How long a sealer may take, from which on rows that nothing was published of are nobody's. */
const abandonedMs = 3_600_000;

/** Deletes rows of seals that newer ones have replaced, or that were never published. Resolves with how many seals, two for each seam. */
export async function dropStaleSeals(target: EraseTarget, { projectId, now }: SealOptions): Promise<number> {
  const newest = await newestSeals(target, projectId);
  const seams = await publishedSeams(target, projectId);
  const sums = await summedNumbers(target, projectId);
  const newestAt = (day: number) => newest.get(day)?.sealedAt ?? 0;
  const isCurrent = ({ day, sealBefore, sealAfter }: PublishedSeam) =>
    newest.get(day)?.seal === sealBefore && newest.get(day + 1)?.seal === sealAfter;
  const isStaleSeam = (seam: PublishedSeam) =>
    !isCurrent(seam) && Math.max(newestAt(seam.day), newestAt(seam.day + 1)) < now - graceMs;
  const seamOf = new Map(seams.flatMap((seam) => seam.totals.map((number) => [number, seam] as const)));
  const isStale = ({ number, day, sealedAt }: SummedNumber) => {
    if (newest.get(day)?.seal === number) return false;
    const seam = seamOf.get(number);
    if (seam) return isStaleSeam(seam);
    const isReplaced = Math.floor(newestAt(day) / 1_000) * 1_000 > sealedAt;
    return isReplaced ? newestAt(day) < now - graceMs : sealedAt < now - abandonedMs;
  };
  const stales = [...new Set(sums.filter(isStale).map(({ number }) => number))];
  const staleSeams = seams.filter(isStaleSeam).map(({ totals: [before] }) => before);
  const project = sql`project_id = ${param.string(projectId)}`;
  if (stales.length > 0) {
    const those = sql`${project} AND seal IN ${param.integers(bothParts(stales))}`;
    for (const table of sealedTables) await mutate(target, table, { where: those });
  }
  if (staleSeams.length > 0)
    await mutate(target, 'day_seams', {
      where: sql`${project} AND totals_before IN ${param.integers(staleSeams)}`,
    });
  return stales.length;
}

interface NewestSeal {
  /** 0 where the day's seal was withdrawn. */
  readonly seal: number;
  /** Milliseconds: when the run began that made it. */
  readonly sealedAt: number;
}

/** By day since the epoch. */
async function newestSeals(target: EraseTarget, projectId: string): Promise<Map<number, NewestSeal>> {
  const rows = await select<[number | string, number | string, number | string]>(
    target,
    sql`SELECT toUInt32(day), toString(argMax(seal, (sealed_at, seal))), toString(toUnixTimestamp64Milli(max(sealed_at)))
FROM ${identifier(target.database)}.sealed_days WHERE project_id = ${param.string(projectId)} GROUP BY day`,
  );
  return new Map(
    rows.map(([day, seal, sealedAt]) => [Number(day), { seal: Number(seal), sealedAt: Number(sealedAt) }]),
  );
}

interface PublishedSeam {
  /** Since the epoch: the first of its two days. */
  readonly day: number;
  readonly sealBefore: number;
  readonly sealAfter: number;
  /** What its rows in `day_totals` are numbered by. */
  readonly totals: readonly [before: number, after: number];
}

async function publishedSeams(target: EraseTarget, projectId: string): Promise<PublishedSeam[]> {
  const rows = await select<(number | string)[]>(
    target,
    sql`SELECT toUInt32(day), toString(seal_before), toString(seal_after), toString(totals_before), toString(totals_after)
FROM ${identifier(target.database)}.day_seams WHERE project_id = ${param.string(projectId)}`,
  );
  return rows.map((row) => {
    const [day = 0, sealBefore = 0, sealAfter = 0, before = 0, after = 0] = row.map(Number);
    return { day, sealBefore, sealAfter, totals: [before, after] };
  });
}

interface SummedNumber {
  /** Of a seal or a seam. */
  readonly number: number;
  readonly day: number;
  /** Milliseconds, whole seconds: when the run began. */
  readonly sealedAt: number;
}

/** What rows of sums are numbered by. Totals of the second part of a day have its number with the other sign. */
async function summedNumbers(target: EraseTarget, projectId: string): Promise<SummedNumber[]> {
  const numbersIn = (table: (typeof sealedTables)[number]) =>
    sql`SELECT toInt64(abs(seal)) AS number, day, max(sealed_at) AS began FROM ${identifier(target.database)}.${identifier(table)}
  WHERE project_id = ${param.string(projectId)} GROUP BY number, day`;
  const rows = await select<(number | string)[]>(
    target,
    sql`SELECT toString(number), toUInt32(day), toString(toUnixTimestamp(max(began))) FROM (
  ${numbersIn('session_days')} UNION ALL ${numbersIn('activity_slots')} UNION ALL ${numbersIn('day_totals')}
)
GROUP BY number, day`,
  );
  return rows.map((row) => {
    const [number = 0, day = 0, began = 0] = row.map(Number);
    return { number, day, sealedAt: began * 1_000 };
  });
}

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
