import { select } from '../erase/statements.ts';
import type { InsertTarget } from '../insert-rows.ts';
import { identifier, param, type Sql, sql } from '../sql.ts';
import type { DaysToSeal } from './due-days.ts';
import { insertSums } from './insert-sums.ts';
import { type NumberedSeal, numbersIn, totalsNumbersOf } from './statements.ts';

/** Gives the days' devices and profiles numbers, where they have none; resolves with the numbering. */
export async function numberIds(target: InsertTarget, { projectId, days }: DaysToSeal): Promise<number> {
  const { database } = target;
  const known = await numberingOf(target, projectId);
  const numbering = known.is_sound ? known.numbering : known.numbering + 1;
  const numbered = { database, projectId, days, numbering };
  await insertSums(
    target,
    'device_numbers (project_id, numbering, device_hash, number)',
    newNumbers(numbered),
  );
  return numbering;
}

/** As `device_hash`: the row keeps the highest number there was, whose id's own row was deleted. */
export const hashOfNoId = sql`toUInt64(0)`;

/**
 * Rejects where another sealer numbered the same devices meanwhile; what is sealed next is then in a new numbering. Rejects
 * also where numbers that the seal's rows are made of were deleted meanwhile: events of an erased id had come again.
 */
export async function assertSound(target: InsertTarget, seal: NumberedSeal): Promise<void> {
  const { projectId } = seal;
  if (!(await numberingOf(target, projectId)).is_sound)
    throw new Error(
      `the devices and profiles of project ${projectId} were numbered twice at once; its days are to be sealed again`,
    );
  if ((await select(target, deletedNumbers(seal))).length > 0)
    throw new Error(
      `an erasure deleted numbers of devices or profiles of project ${projectId} meanwhile; its days are to be sealed again`,
    );
}

/** Selects a row if the seal names a number that no id has. `devices` and `profiles` of its whole days have every number that it names. */
function deletedNumbers(seal: NumberedSeal): Sql {
  const { database, projectId } = seal;
  return sql`SELECT 1 FROM (
  SELECT groupBitmapMergeState(devices) AS of_devices, groupBitmapMergeState(profiles) AS of_profiles
  FROM ${identifier(database)}.day_totals
  WHERE project_id = ${param.string(projectId)} AND dimension = 'all' AND seal IN ${totalsNumbersOf(seal)}
) AS totals CROSS JOIN (
  SELECT groupBitmapState(number) AS of_ids FROM ${numbersIn(seal)} AND device_hash != ${hashOfNoId}
) AS numbers
WHERE bitmapAndnotCardinality(bitmapOr(of_devices, of_profiles), of_ids) > 0`;
}

async function numberingOf(target: InsertTarget, projectId: string): Promise<NumberingState> {
  const [row] = await select<[number, 0 | 1]>(target, newestNumbering(target.database, projectId));
  return { numbering: row?.[0] ?? 1, is_sound: row?.[1] ?? 1 };
}

/**
 * Selects `project_id, numbering, device_hash, number` for the days' devices and profiles that have no number yet: the next ones. An id has one
 * number, whether it is a device's or a profile's, since reports take both for one person.
 */
function newNumbers({
  database,
  projectId,
  days,
  numbering,
}: Pick<NumberedSeal, 'database' | 'projectId' | 'days' | 'numbering'>): Sql {
  const db = identifier(database);
  const project = param.string(projectId);
  const known = sql`${db}.device_numbers WHERE project_id = ${project} AND numbering = ${param.limit(numbering)}`;
  // Those who come often get numbers beside each other, which makes sets of them smaller.
  return sql`SELECT ${project} AS project_id, ${param.limit(numbering)} AS numbering, device_hash,
  toUInt32((SELECT max(number) FROM ${known}) + row_number() OVER (ORDER BY is_profile, events DESC, device_hash)) AS number
FROM (
  SELECT cityHash64(id.1) AS device_hash, min(id.2) AS is_profile, sum(events) AS events
  FROM (
    SELECT device_id, profile_id, count() AS events FROM ${db}.events
    WHERE project_id = ${project} AND toDate(timestamp) IN ${param.days(days)}
    GROUP BY device_id, profile_id
  )
  ARRAY JOIN [(device_id, 0), (profile_id, 1)] AS id
  WHERE id.1 != '' AND device_hash NOT IN (SELECT device_hash FROM ${known})
  GROUP BY device_hash
)`;
}

interface NumberingState {
  readonly numbering: number;
  /** Whether each number is of one id, and each id has one number. */
  readonly is_sound: 0 | 1;
}

/** Selects the `NumberingState` of a project's newest numbering, or nothing. */
function newestNumbering(database: string, projectId: string): Sql {
  const isId = sql`device_hash != ${hashOfNoId}`;
  return sql`SELECT numbering, countIf(${isId}) = uniqExactIf(number, ${isId}) AND countIf(${isId}) = uniqExactIf(device_hash, ${isId}) AS is_sound
FROM ${identifier(database)}.device_numbers
WHERE project_id = ${param.string(projectId)}
GROUP BY numbering
ORDER BY numbering DESC
LIMIT 1`;
}
