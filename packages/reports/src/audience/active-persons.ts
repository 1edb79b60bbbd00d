import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { type Alias, personsOfAliases } from '../persons/aliases.ts';
import { aliasesOf, namingOf, personSql } from '../persons/persons.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';

const nobody = sql`cityHash64('')`;
const byHash = namingOf({ withIds: false });

/** Who is who in a project where somebody has a profile. */
export interface KnownPersons {
  readonly aliases: readonly Alias[];
}

/** Undefined where nobody of the project ever had a profile: then a person is a device. */
export async function knownPersons(plan: Plan, runner: Runner): Promise<KnownPersons | undefined> {
  const project = param.string(plan.projectId);
  const [known, aliases] = await Promise.all([
    runner.run<{ any: number }>(
      sql`SELECT 1 AS any FROM ${plan.tables.profileActivity} WHERE project_id = ${project} LIMIT 1`,
    ),
    aliasesOf(plan, runner),
  ]);
  return known.length === 0 && aliases.length === 0 ? undefined : { aliases };
}

/** Selects `key` with the devices and profiles of events, for `countPersons`. `from` is `FROM … WHERE …`; a condition is added to it. */
export function personKeys(key: Sql, from: Sql): Sql {
  return sql`SELECT ${key} AS key, profile_id != '' AS is_profile, cityHash64(if(is_profile, profile_id, device_id)) AS own,
    if(is_profile, ${nobody}, own) AS device_key
  ${from} AND (profile_id != '' OR device_id != '')
  GROUP BY key, is_profile, own`;
}

/**
 * Distinct persons by key, of what `personKeys` selects. An event that bears a profile needs no look-up; others are told apart
 * once a device and key.
 */
export async function countPersons<Key extends number | string>(
  plan: Plan,
  { aliases }: KnownPersons,
  keys: Sql,
  runner: Runner,
): Promise<readonly { readonly key: Key; readonly people: number }[]> {
  const person = personSql(sql`if(is_identified, identified_as, own)`, personsOfAliases(aliases), byHash);
  return runner.run(sql`SELECT key, uniqExact(${person}) AS people
FROM (
  ${keys}
) AS known LEFT ANY JOIN (
  SELECT cityHash64(device_id) AS identified_device, cityHash64(argMaxMerge(profile_id_state)) AS identified_as, identified_as != ${nobody} AS is_identified
  FROM ${plan.tables.deviceProfiles}
  WHERE project_id = ${param.string(plan.projectId)}
  GROUP BY device_id
) AS identities ON known.device_key = identities.identified_device
GROUP BY key`);
}

/** Distinct persons with an event that meets the conditions, by a key of its time; undefined where a person is a device. */
export async function activePersons(
  plan: Plan,
  conditions: Sql,
  key: Sql,
  runner: Runner,
): Promise<ReadonlyMap<number, number> | undefined> {
  const known = await knownPersons(plan, runner);
  if (!known) return undefined;
  const keys = personKeys(key, sql`FROM ${plan.tables.events} WHERE ${conditions}`);
  const rows = await countPersons<number>(plan, known, keys, runner);
  return new Map(rows.map(({ key: at, people }) => [Number(at), people]));
}

/** The rows with how many persons were counted for each. */
export function withActiveUsers<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  counts: readonly { readonly key: string; readonly people: number }[],
): (Row & { readonly active_users: number })[] {
  const peopleBy = new Map(counts.map(({ key, people }) => [key, people]));
  return rows.map((row) => ({ ...row, active_users: peopleBy.get(keyOf(row)) ?? 0 }));
}
