import { formatInstant, param, sql } from '@gatrix/analytics-clickhouse-schema';
import type { ProfileItem } from '@gatrix/analytics-protocol/insights';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';

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
  readonly version: number;
}

/** What is known of persons. All ids of one say the same of them; the one that was written last, where it is about to. */
export async function profilesOf(plan: Plan, seen: readonly Seen[], runner: Runner): Promise<ProfileItem[]> {
  const ids = seen.flatMap((person) => person.ids);
  const records = await runner.run<ProfileRecord>(sql`SELECT
  profile_id, first_name, last_name, email, avatar, properties, groups, version
FROM ${plan.tables.profiles} FINAL
WHERE project_id = ${param.string(plan.projectId)} AND has(${param.strings(ids)}, profile_id)`);
  const byId = new Map(records.map((record) => [record.profile_id, record]));
  const names = await groupNames(plan, [...new Set(records.flatMap(({ groups }) => groups))], runner);
  return seen.map(({ id, ids: own, first, last }) => {
    const traits = traitsOf(newestOf(own.flatMap((one) => byId.get(one) ?? [])));
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

function newestOf(records: readonly ProfileRecord[]): ProfileRecord | undefined {
  return [...records].sort((a, b) => b.version - a.version)[0];
}

function traitsOf(record: ProfileRecord | undefined): Traits {
  const { first_name = '', last_name = '', email = '', avatar = '', groups = [] } = record ?? {};
  const properties: Traits['properties'] = record?.properties ? JSON.parse(record.properties) : {};
  return { first_name, last_name, email, avatar, properties, groups: [...groups].sort() };
}
