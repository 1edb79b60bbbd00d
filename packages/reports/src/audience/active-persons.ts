import { identifier, joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { type Alias, personsOfAliases } from '../persons/aliases.ts';
import { aliasQuery, namingOf, personSql } from '../persons/persons.ts';
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
  // One question for both: a row of two empty texts says that somebody had one.
  const rows = await runner.run<Alias>(sql`SELECT profile_id, alias FROM (
  ${aliasQuery(plan)}
  UNION ALL
  SELECT '' AS profile_id, '' AS alias
  FROM (SELECT 1 FROM ${plan.tables.profileActivity} WHERE project_id = ${param.string(plan.projectId)} LIMIT 1)
)`);
  return rows.length === 0 ? undefined : { aliases: rows.filter(({ alias }) => alias !== '') };
}

/** Rows for `countPersons`. */
export interface PersonKeys {
  readonly rows: Sql;
  /** How many keys each row is counted by. */
  readonly keys: number;
}

const keyAt = (place: number) => identifier(`key_${place}`);

/** The columns that keys are selected as. */
export function keyNames(keys: readonly Sql[]): readonly Sql[] {
  return keys.map((_, place) => keyAt(place));
}

/** The devices and profiles of events by keys. `from` is `FROM … WHERE …`; a condition is added to it. */
export function personKeys(keys: readonly Sql[], from: Sql): PersonKeys {
  const rows = sql`SELECT ${joinSql(
    keys.map((key, place) => sql`${key} AS ${keyAt(place)}`),
    sql`, `,
  )}, profile_id != '' AS is_profile, cityHash64(if(is_profile, profile_id, device_id)) AS own,
    if(is_profile, ${nobody}, own) AS device_key
  ${from} AND (profile_id != '' OR device_id != '')
  GROUP BY ${joinSql(keyNames(keys), sql`, `)}, is_profile, own`;
  return { rows, keys: keys.length };
}

export interface CountedPersons<Key> {
  /** The place of the key among those that were asked for. */
  readonly place: number;
  readonly key: Key;
  readonly people: number;
}

/**
 * Distinct persons by each of the keys. An event that bears a profile needs no look-up; others are told apart once a device and
 * key.
 */
export async function countPersons<Key extends number | string>(
  plan: Plan,
  { aliases }: KnownPersons,
  { rows, keys }: PersonKeys,
  runner: Runner,
): Promise<readonly CountedPersons<Key>[]> {
  const person = personSql(sql`if(is_identified, identified_as, own)`, personsOfAliases(aliases), byHash);
  const places = Array.from(
    { length: keys },
    (_, place) => sql`(toUInt8(${param.limit(place)}), ${keyAt(place)})`,
  );
  const asked = keys === 1 ? joinSql(places, sql``) : sql`arrayJoin([${joinSql(places, sql`, `)}])`;
  return runner.run(sql`SELECT asked.1 AS place, asked.2 AS key, uniqExact(person) AS people
FROM (
  SELECT ${asked} AS asked, ${person} AS person
  FROM (
  ${rows}
  ) AS known LEFT ANY JOIN (
    SELECT cityHash64(device_id) AS identified_device, cityHash64(argMaxMerge(profile_id_state)) AS identified_as, identified_as != ${nobody} AS is_identified
    FROM ${plan.tables.deviceProfiles}
    WHERE project_id = ${param.string(plan.projectId)}
    GROUP BY device_id
  ) AS identities ON known.device_key = identities.identified_device
)
GROUP BY place, key`);
}

/** Distinct persons by each of the keys, which are numbers; undefined where a person is a device. */
export async function activePersons(
  plan: Plan,
  rows: PersonKeys,
  runner: Runner,
): Promise<readonly ReadonlyMap<number, number>[] | undefined> {
  const known = await knownPersons(plan, runner);
  if (!known) return undefined;
  const counted = await countPersons<number>(plan, known, rows, runner);
  return Array.from(
    { length: rows.keys },
    (_, at) =>
      new Map(counted.filter(({ place }) => place === at).map(({ key, people }) => [Number(key), people])),
  );
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
