import type { InsertTarget } from '@gatrix/analytics-clickhouse-schema';
import { type FoldedProfile, foldProfile, type ProfileChange } from './fold-profile.ts';

interface ChangeRecord {
  readonly profile_id: string;
  readonly id: string;
  readonly kind: string;
  readonly at: string | number;
  readonly device_id: string;
  readonly traits: string;
  readonly alias: string;
  readonly property: string;
  readonly amount: number;
  readonly groups: readonly string[];
}

/** Folds profiles anew from their changes and stores them. Doing it twice, or at once, ends in the same rows. */
export async function writeProfiles(
  target: InsertTarget,
  projectId: string,
  profileIds: readonly string[],
): Promise<void> {
  // The version is the time before the changes are read: whoever reads later has the higher one and knows more.
  const version = await readVersion(target);
  const changes = await readChanges(target, projectId, profileIds);
  // Without changes there was somebody whose data was erased since.
  if (changes.size === 0) return;
  const seen = await readActivity(target, projectId, profileIds);
  const rows = [...changes].map(([profileId, own]) => {
    const folded = foldProfile(own.map(toChange));
    const aliases = [...new Set(own.filter(({ kind }) => kind === 'alias').map(({ alias }) => alias))].sort();
    return toRow({ projectId, profileId, version, aliases, folded, seen: seen.get(profileId) ?? ['0', '0'] });
  });
  await target.clickhouse.insert({
    table: `${target.database}.profiles`,
    values: rows,
    format: 'JSONEachRow',
    clickhouse_settings: { async_insert: 0, distributed_foreground_insert: 1 },
  });
}

async function readVersion({ clickhouse }: InsertTarget): Promise<string> {
  const result = await clickhouse.query({
    query: 'SELECT toString(toUnixTimestamp64Micro(now64(6))) AS version',
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ version: string }>();
  if (!row) throw new Error('ClickHouse told no time');
  return row.version;
}

async function readChanges(
  { clickhouse, database }: InsertTarget,
  projectId: string,
  profileIds: readonly string[],
): Promise<Map<string, ChangeRecord[]>> {
  const result = await clickhouse.query({
    query: `SELECT profile_id, toString(id) AS id, kind, toUnixTimestamp64Milli(timestamp) AS at, device_id, traits, alias, property, amount, groups
FROM ${database}.profile_changes
WHERE project_id = {projectId:String} AND profile_id IN {profileIds:Array(String)}`,
    query_params: { projectId, profileIds: [...profileIds] },
    format: 'JSONEachRow',
  });
  const changes = new Map<string, ChangeRecord[]>();
  for (const record of await result.json<ChangeRecord>()) {
    const known = changes.get(record.profile_id);
    if (known) known.push(record);
    else changes.set(record.profile_id, [record]);
  }
  return changes;
}

async function readActivity(
  { clickhouse, database }: InsertTarget,
  projectId: string,
  profileIds: readonly string[],
): Promise<Map<string, readonly [string, string]>> {
  const result = await clickhouse.query({
    query: `SELECT profile_id, toString(toUnixTimestamp64Milli(min(first_seen_at)) / 1000) AS first, toString(toUnixTimestamp64Milli(max(last_seen_at)) / 1000) AS last
FROM ${database}.profile_activity
WHERE project_id = {projectId:String} AND profile_id IN {profileIds:Array(String)}
GROUP BY profile_id`,
    query_params: { projectId, profileIds: [...profileIds] },
    format: 'JSONEachRow',
  });
  const records = await result.json<{ profile_id: string; first: string; last: string }>();
  return new Map(records.map(({ profile_id, first, last }) => [profile_id, [first, last] as const]));
}

function toChange(record: ChangeRecord): ProfileChange {
  return {
    id: record.id,
    kind: record.kind,
    timestamp: Number(record.at),
    deviceId: record.device_id,
    traits: record.traits === '' ? {} : (JSON.parse(record.traits) as ProfileChange['traits']),
    property: record.property,
    amount: record.amount,
    groups: record.groups,
  };
}

function toRow(profile: {
  readonly projectId: string;
  readonly profileId: string;
  readonly version: string;
  readonly aliases: readonly string[];
  readonly folded: FoldedProfile;
  readonly seen: readonly [string, string];
}) {
  const { properties, deviceIds, groups } = profile.folded;
  const { firstName, lastName, email, avatar, ...rest } = properties;
  return {
    project_id: profile.projectId,
    profile_id: profile.profileId,
    first_name: String(firstName ?? ''),
    last_name: String(lastName ?? ''),
    email: String(email ?? ''),
    avatar: String(avatar ?? ''),
    properties: JSON.stringify(rest),
    aliases: profile.aliases,
    device_ids: deviceIds,
    groups,
    first_seen_at: profile.seen[0],
    last_seen_at: profile.seen[1],
    version: profile.version,
  };
}
