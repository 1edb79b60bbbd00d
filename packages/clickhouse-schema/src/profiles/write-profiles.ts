import { type EraseTarget, piecesOf, select } from '../erase/statements.ts';
import { identifier, param, sql } from '../sql.ts';
import { type FoldedProfile, foldProfile, type ProfileChange } from './fold-profile.ts';
import { joinedIds } from './joined-ids.ts';
import { traitsJson } from './traits-json.ts';

/** Of how profiles are folded: rows with a lower one are folded anew. */
export const foldVersion = 1;

/**
 * Folds the persons of profile ids anew from all of their changes, and stores what comes out under each of their ids. Doing
 * it twice, or at once, ends in the same rows.
 */
export async function writeProfiles(
  target: EraseTarget,
  projectId: string,
  profileIds: readonly string[],
): Promise<void> {
  // The version is the time before the changes are read: whoever reads later has the higher one and knows more.
  const version = await readVersion(target);
  const persons = await joinedIds(target, projectId, profileIds);
  const ids = persons.flat();
  const changes = await readChanges(target, projectId, ids);
  const seen = await readActivity(target, projectId, ids);
  const rows = persons.flatMap((person) => {
    const own = person.flatMap((id) => changes.get(id) ?? []);
    // Without changes there was somebody whose data was erased since.
    if (own.length === 0) return [];
    const folded = foldProfile(own);
    const times = person.flatMap((id) => seen.get(id) ?? []);
    return person.map((profileId) => ({
      ...rowOf(folded, times),
      project_id: projectId,
      profile_id: profileId,
      aliases: person.filter((id) => id !== profileId).sort(),
      version,
      fold: foldVersion,
    }));
  });
  if (rows.length === 0) return;
  await target.clickhouse.insert({
    table: `${target.database}.profiles`,
    values: rows,
    format: 'JSONEachRow',
    clickhouse_settings: { async_insert: 0, distributed_foreground_insert: 1 },
  });
}

async function readVersion(target: EraseTarget): Promise<string> {
  const [row] = await select<[string]>(target, sql`SELECT toString(toUnixTimestamp64Micro(now64(6)))`);
  if (!row) throw new Error('ClickHouse told no time');
  return row[0];
}

type ChangeRecord = [
  profileId: string,
  kind: string,
  timestamp: string,
  receivedAt: string,
  sequence: number,
  deviceId: string,
  traits: string,
  property: string,
  amount: number,
  groups: string[],
];

async function readChanges(
  target: EraseTarget,
  projectId: string,
  ids: readonly string[],
): Promise<Map<string, ProfileChange[]>> {
  const changes = new Map<string, ProfileChange[]>();
  for (const piece of piecesOf(ids)) {
    const records = await select<ChangeRecord>(
      target,
      sql`SELECT profile_id, kind, toString(toUnixTimestamp64Milli(timestamp)), toString(toUnixTimestamp64Milli(created_at)),
  sequence, device_id, traits, property, amount, groups
FROM ${identifier(target.database)}.profile_changes
WHERE project_id = ${param.string(projectId)} AND profile_id IN ${param.strings(piece)}`,
    );
    for (const record of records) {
      const previous = changes.get(record[0]);
      if (previous) previous.push(toChange(record));
      else changes.set(record[0], [toChange(record)]);
    }
  }
  return changes;
}

function toChange(record: ChangeRecord): ProfileChange {
  const [, kind, timestamp, receivedAt, sequence, deviceId, traits, property, amount, groups] = record;
  return {
    kind,
    timestamp: Number(timestamp),
    receivedAt: Number(receivedAt),
    sequence,
    deviceId,
    traits: traits === '' ? {} : (JSON.parse(traits) as ProfileChange['traits']),
    property,
    amount,
    groups,
  };
}

/** When ids were seen, milliseconds: first and last. */
async function readActivity(
  target: EraseTarget,
  projectId: string,
  ids: readonly string[],
): Promise<Map<string, readonly number[]>> {
  const seen = new Map<string, readonly number[]>();
  for (const piece of piecesOf(ids)) {
    const rows = await select<[string, string, string]>(
      target,
      sql`SELECT profile_id, toString(toUnixTimestamp64Milli(min(first_seen_at))), toString(toUnixTimestamp64Milli(max(last_seen_at)))
FROM ${identifier(target.database)}.profile_activity
WHERE project_id = ${param.string(projectId)} AND profile_id IN ${param.strings(piece)}
GROUP BY profile_id`,
    );
    for (const [id, first, last] of rows) seen.set(id, [Number(first), Number(last)]);
  }
  return seen;
}

function rowOf({ properties, deviceIds, groups }: FoldedProfile, times: readonly number[]) {
  const { firstName = '', lastName = '', email = '', avatar = '', ...rest } = properties;
  return {
    first_name: String(firstName),
    last_name: String(lastName),
    email: String(email),
    avatar: String(avatar),
    properties: traitsJson(rest),
    device_ids: deviceIds,
    groups,
    first_seen_at: seconds(times.reduce((least, time) => Math.min(least, time), times[0] ?? 0)),
    last_seen_at: seconds(times.reduce((most, time) => Math.max(most, time), 0)),
  };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1_000).toFixed(3);
}
