import { param, sql } from '@gatrix/analytics-clickhouse-schema';
import type { ProfileItem } from '@gatrix/analytics-protocol/insights';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { formatInstant } from '../time/zone.ts';

export interface Seen {
  readonly id: string;
  /** All ids of the person, `id` among them. */
  readonly ids: readonly string[];
  /** Milliseconds. */
  readonly first: number;
  readonly last: number;
}

type Traits = Omit<ProfileItem, 'id' | 'aliases' | 'group_names' | 'first_seen_at' | 'last_seen_at'>;

interface ProfileRecord extends Omit<Traits, 'properties'> {
  readonly profile_id: string;
  readonly properties: string;
}

/** What is known of persons; where an id says nothing, the other ids of the same person do. */
export async function profilesOf(plan: Plan, seen: readonly Seen[], runner: Runner): Promise<ProfileItem[]> {
  const ids = seen.flatMap((person) => person.ids);
  const records = await runner.run<ProfileRecord>(sql`SELECT
  profile_id, first_name, last_name, email, avatar, properties, groups
FROM ${plan.tables.profiles} FINAL
WHERE project_id = ${param.string(plan.projectId)} AND has(${param.strings(ids)}, profile_id)`);
  const byId = new Map(records.map((record) => [record.profile_id, record]));
  const names = await groupNames(plan, [...new Set(records.flatMap(({ groups }) => groups))], runner);
  return seen.map(({ id, ids: own, first, last }) => {
    const traits = merged(own.map((one) => byId.get(one)).filter((record) => record !== undefined));
    return {
      id,
      ...traits,
      group_names: Object.fromEntries(names.filter(([group]) => traits.groups.includes(group))),
      aliases: own.filter((one) => one !== id).sort(),
      first_seen_at: formatInstant(plan.zone, first),
      last_seen_at: formatInstant(plan.zone, last),
    };
  });
}

/** What the last `group` message of each called it; groups without a name are left out. */
async function groupNames(
  plan: Plan,
  groups: readonly string[],
  runner: Runner,
): Promise<readonly (readonly [id: string, name: string])[]> {
  if (groups.length === 0) return [];
  const rows = await runner.run<{
    readonly group_id: string;
    readonly name: string;
  }>(sql`SELECT group_id, name
FROM ${plan.tables.groups} FINAL
WHERE project_id = ${param.string(plan.projectId)} AND has(${param.strings(groups)}, group_id) AND name != ''
ORDER BY group_id`);
  return rows.map(({ group_id, name }) => [group_id, name]);
}

function merged(records: readonly ProfileRecord[]): Traits {
  const text = (pick: (record: ProfileRecord) => string) =>
    records.map(pick).find((value) => value !== '') ?? '';
  const properties: Traits['properties'] = {};
  for (const record of [...records].reverse()) {
    const own: Traits['properties'] = record.properties === '' ? {} : JSON.parse(record.properties);
    Object.assign(properties, own);
  }
  return {
    first_name: text((record) => record.first_name),
    last_name: text((record) => record.last_name),
    email: text((record) => record.email),
    avatar: text((record) => record.avatar),
    properties,
    groups: [...new Set(records.flatMap((record) => record.groups))].sort(),
  };
}
