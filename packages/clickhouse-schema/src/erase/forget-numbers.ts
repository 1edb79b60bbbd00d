import { forgetDays } from '../seal/drop-seals.ts';
import { hashOfNoId } from '../seal/numbering.ts';
import { identifier, param, type Sql, sql, toQuery } from '../sql.ts';
import { mutate } from './mutate.ts';
import { type EraseTarget, insertSelect, piecesOf, select } from './statements.ts';

/** Deletes the numbers of those ids that no event has. A device and a profile with the same id share one number; it stays while either has events. */
export async function forgetNumbers(
  target: EraseTarget,
  projectId: string,
  ids: readonly string[],
): Promise<void> {
  for (const piece of piecesOf([...new Set(ids)])) {
    const used = new Set(await idsWithEvents(target, projectId, piece));
    const unused = piece.filter((id) => !used.has(id));
    if (unused.length > 0) await deleteNumbers(target, projectId, unused);
  }
}

async function deleteNumbers(
  target: EraseTarget,
  projectId: string,
  unused: readonly string[],
): Promise<void> {
  const isUnused = sql`has(arrayMap(id -> cityHash64(id), ${param.strings(unused)}), device_hash)`;
  await keepHighestNumbers(target, projectId, isUnused);
  await mutate(target, 'device_numbers', {
    where: sql`project_id = ${param.string(projectId)} AND ${isUnused}`,
  });
  // Events of the ids may have been stored meanwhile, and days with them summed up by the numbers that are gone now.
  await forgetDays(target, { projectId, days: await daysOf(target, projectId, unused) });
}

async function idsWithEvents(
  target: EraseTarget,
  projectId: string,
  ids: readonly string[],
): Promise<string[]> {
  const idsIn = (column: Sql) =>
    sql`SELECT DISTINCT ${column} FROM ${identifier(target.database)}.events
WHERE project_id = ${param.string(projectId)} AND ${column} IN ${param.strings(ids)}`;
  const rows = await select<[string]>(
    target,
    sql`${idsIn(sql`device_id`)} UNION DISTINCT ${idsIn(sql`profile_id`)}`,
  );
  return rows.map(([id]) => id);
}

/** The days on which one of the ids has events. */
async function daysOf(target: EraseTarget, projectId: string, ids: readonly string[]): Promise<number[]> {
  const names = param.strings(ids);
  const rows = await select<[number | string]>(
    target,
    sql`SELECT DISTINCT toUInt32(toDate(timestamp)) FROM ${identifier(target.database)}.events
WHERE project_id = ${param.string(projectId)} AND (device_id IN ${names} OR profile_id IN ${names})`,
  );
  return rows.map(([day]) => Number(day));
}

/**
 * New ids get numbers above the highest. Where that is about to be deleted, a row without an id keeps it: sums that are
 * still published may name it, and it would be two people's.
 */
async function keepHighestNumbers(target: EraseTarget, projectId: string, isUnused: Sql): Promise<void> {
  const highest = sql`SELECT project_id, numbering, ${hashOfNoId} AS hash, max(number) AS highest
FROM (
  SELECT project_id, numbering, number, ${isUnused} AS is_unused FROM ${identifier(target.database)}.device_numbers
  WHERE project_id = ${param.string(projectId)}
)
GROUP BY project_id, numbering
HAVING maxIf(number, is_unused) > maxIf(number, NOT is_unused)`;
  const into = 'device_numbers (project_id, numbering, device_hash, number)';
  await insertSelect(target, into, toQuery(highest));
}
