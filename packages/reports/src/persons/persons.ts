import { param, type Sql, type SqlParam, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';

/**
 * How to tell the persons behind rows of `events`. An event that bears a profile needs no look-up; of others it is found out who was
 * identified on their device.
 */
export interface Persons {
  /** Selects `is_profile` and `own_key` from `events`: the event's profile, or its device where it has none. */
  readonly keys: Sql;
  /** The person, over the keys and what is joined. */
  readonly person: Sql;
  /** What stands behind the rows with keys. */
  readonly join: Sql;
  /** The `person` of an event of nobody known. */
  readonly nobody: Sql;
}

/** The columns of `keys`. */
export const ownKeys = sql`is_profile, own_key`;

/** How a person is named: by the id, or by its hash (64 bits), which takes ClickHouse less to group by. */
type Naming = (id: Sql) => Sql;
const byId: Naming = (id) => id;
const byHash: Naming = (id) => sql`cityHash64(${id})`;

export function namingOf({ withIds }: { readonly withIds: boolean }): Naming {
  return withIds ? byId : byHash;
}

/**
 * Spec: "`profile_id` where known, else the profile that the device was ever identified as, else the device". Of
 * several profiles of a device the last counts; ids that an alias joins are one person, under one of these ids.
 */
export async function personsOf(
  plan: Plan,
  { withIds }: { readonly withIds: boolean } = { withIds: false },
): Promise<Persons> {
  const name = namingOf({ withIds });
  const { aliases, hasIdentifiedDevices } = await plan.findIdentities();
  return {
    keys: keysOf(name),
    nobody: name(sql`''`),
    ...whoIsWho(plan, aliases, hasIdentifiedDevices, name),
  };
}

function keysOf(name: Naming): Sql {
  return sql`profile_id != '' AS is_profile, if(is_profile, ${name(sql`profile_id`)}, ${name(sql`device_id`)}) AS own_key`;
}

/** Selects the keys where persons are named by hash. */
export const keysByHash = keysOf(byHash);

/** The person behind rows with keys, by id or by hash. */
export function whoIsWho(
  { tables, projectId }: Pick<Plan, 'tables' | 'projectId'>,
  aliases: ReadonlyMap<string, string>,
  hasIdentifiedDevices: boolean,
  name: Naming = byHash,
): Pick<Persons, 'person' | 'join'> {
  if (!hasIdentifiedDevices) return { person: personSql(sql`own_key`, aliases, name), join: sql`` };
  // Where nobody was identified, the join gives 0, by which a hash stays as it is: that costs less than to choose one of two.
  const { own, identified } =
    name === byHash
      ? {
          own: sql`bitXor(own_key, key_difference)`,
          identified: sql`bitXor(identified_device, reinterpretAsUInt64(max(newest_profile))) AS key_difference`,
        }
      : {
          own: sql`if(is_identified, identified_as, own_key)`,
          identified: sql`argMaxMerge(profile_id_state) AS identified_as`,
        };
  return {
    person: personSql(own, aliases, name),
    join: sql` LEFT ANY JOIN (
    SELECT ${name(sql`device_id`)} AS identified_device, ${identified}, 1 AS is_identified
    FROM ${tables.deviceProfiles}
    WHERE project_id = ${param.string(projectId)}
    GROUP BY identified_device
  ) AS identities ON if(is_profile, ${name(sql`''`)}, own_key) = identities.identified_device`,
  };
}

/** The person of an id, by the map of `personsOfAliases`; both named as in the column. */
export function personSql(own: Sql, persons: ReadonlyMap<string, string>, name: Naming = byId): Sql {
  if (persons.size === 0) return own;
  const { ids, personOf } = listsOf(persons);
  const named = (list: SqlParam) =>
    name === byId ? sql`${list}` : sql`arrayMap(id -> ${name(sql`id`)}, ${list})`;
  return sql`transform(${own}, ${named(ids)}, ${named(personOf)}, ${own})`;
}

const lists = new WeakMap<ReadonlyMap<string, string>, AliasLists>();

interface AliasLists {
  readonly ids: SqlParam;
  /** The person of each id. */
  readonly personOf: SqlParam;
}

/** The same parameters each time, so that they travel once in a statement. */
export function listsOf(persons: ReadonlyMap<string, string>): AliasLists {
  const before = lists.get(persons);
  if (before) return before;
  const made = { ids: param.strings([...persons.keys()]), personOf: param.strings([...persons.values()]) };
  lists.set(persons, made);
  return made;
}
