import { identifier, joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Identities } from '../persons/identities.ts';
import { keysByHash, ownKeys, whoIsWho } from '../persons/persons.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';

/** Who is who in a project where somebody has a profile. */
export type KnownPersons = Pick<Identities, 'aliases'>;

/** Undefined where nobody of the project ever had a profile: then a person is a device. */
export async function knownPersons(plan: Plan): Promise<KnownPersons | undefined> {
  const identities = await plan.findIdentities();
  return identities.hasProfiles ? identities : undefined;
}

/** Rows for `countPersons`. */
export interface PersonKeys {
  readonly rows: Sql;
  /** How many keys each row is counted by. */
  readonly keys: number;
}

/** The column that a key is selected as. */
export const keyAt = (place: number) => identifier(`key_${place}`);

/** The columns that keys are selected as. */
export function keyNames(keys: readonly Sql[]): readonly Sql[] {
  return keys.map((_, place) => keyAt(place));
}

/** The devices and profiles of events by keys. `from` is `FROM … WHERE …`; a condition is added to it. */
export function personKeys(keys: readonly Sql[], from: Sql): PersonKeys {
  const rows = sql`SELECT ${joinSql(
    keys.map((key, place) => sql`${key} AS ${keyAt(place)}`),
    sql`, `,
  )}, ${keysByHash}
  ${from} AND (profile_id != '' OR device_id != '')
  GROUP BY ${joinSql(keyNames(keys), sql`, `)}, ${ownKeys}`;
  return { rows, keys: keys.length };
}

export interface CountedPersons<Key> {
  /** The place of the key among those that were asked for. */
  readonly place: number;
  readonly key: Key;
  readonly people: number;
}

/** Distinct persons by each of the keys. */
export async function countPersons<Key extends number | string>(
  plan: Plan,
  { aliases }: KnownPersons,
  { rows, keys }: PersonKeys,
  runner: Runner,
): Promise<readonly CountedPersons<Key>[]> {
  const { person, join } = whoIsWho(plan, aliases, true);
  const places = Array.from({ length: keys }, (_, place) => place);
  // Sets of keys are counted side by side, so that no row is read once for each key.
  const pick = (of: (place: number) => Sql) =>
    keys === 1
      ? of(0)
      : sql`multiIf(${joinSql(
          places.slice(1).map((place) => sql`grouping(${keyAt(place)}) = 0, ${of(place)}`),
          sql`, `,
        )}, ${of(0)})`;
  const sets = joinSql(
    places.map((place) => sql`(${keyAt(place)})`),
    sql`, `,
  );
  return runner.run(sql`SELECT ${pick((place) => sql`toUInt8(${param.limit(place)})`)} AS place, ${pick(keyAt)} AS key, uniqExact(person) AS people
FROM (
  SELECT ${joinSql(places.map(keyAt), sql`, `)}, ${person} AS person
  FROM (
  ${rows}
  ) AS known${join}
)
GROUP BY GROUPING SETS (${sets})`);
}

/** Distinct persons by each of the keys, which are numbers; undefined where a person is a device. */
export async function activePersons(
  plan: Plan,
  rows: PersonKeys,
  runner: Runner,
): Promise<readonly ReadonlyMap<number, number>[] | undefined> {
  const persons = await knownPersons(plan);
  if (!persons) return undefined;
  return countedBy(await countPersons<number>(plan, persons, rows, runner), rows.keys);
}

/** How many there are by key, for each of so many places. */
export function countedBy(
  counted: readonly CountedPersons<number>[],
  places: number,
): readonly ReadonlyMap<number, number>[] {
  return Array.from(
    { length: places },
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
