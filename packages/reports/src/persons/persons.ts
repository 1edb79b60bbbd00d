import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { type Alias, personsOfAliases } from './aliases.ts';

/** How to tell the person behind a row of `events`. */
export interface Persons {
  /** The person's id; '' for an event of nobody known. */
  readonly id: Sql;
  /** What stands between `FROM events` and `WHERE`. */
  readonly join: Sql;
}

/**
 * Spec: "`profile_id` where known, else the profile that the device was ever identified as, else the device". Of
 * several profiles of a device the last counts; ids that an alias joins are one person, under one of these ids.
 */
export async function personsOf(plan: Plan, runner: Runner, areNeeded = true): Promise<Persons> {
  if (!areNeeded) return { id: sql`''`, join: sql`` };
  const project = param.string(plan.projectId);
  // One question for both: a row of two empty texts says that some device was identified.
  const rows = await runner.run<Alias>(sql`SELECT profile_id, alias FROM (
  ${aliasQuery(plan)}
  UNION ALL
  SELECT '' AS profile_id, '' AS alias
  FROM (SELECT 1 FROM ${plan.tables.deviceProfiles} WHERE project_id = ${project} LIMIT 1)
)`);
  const aliases = rows.filter(({ alias }) => alias !== '');
  const isAnyIdentified = aliases.length < rows.length;
  const own = isAnyIdentified
    ? sql`multiIf(profile_id != '', profile_id, identified_as != '', identified_as, device_id)`
    : sql`if(profile_id != '', profile_id, device_id)`;
  const join = isAnyIdentified
    ? sql` LEFT ANY JOIN (
    SELECT device_id AS identified_device, argMaxMerge(profile_id_state) AS identified_as
    FROM ${plan.tables.deviceProfiles}
    WHERE project_id = ${project}
    GROUP BY device_id
  ) AS identities ON device_id = identities.identified_device`
    : sql``;
  return { id: personSql(own, personsOfAliases(aliases)), join };
}

/** All `alias` messages of the project. */
export async function aliasesOf(plan: Pick<Plan, 'tables' | 'projectId'>, runner: Runner): Promise<Alias[]> {
  return runner.run<Alias>(aliasQuery(plan));
}

function aliasQuery({ tables, projectId }: Pick<Plan, 'tables' | 'projectId'>): Sql {
  return sql`SELECT DISTINCT profile_id, alias
FROM ${tables.profileChanges}
WHERE project_id = ${param.string(projectId)} AND kind = 'alias' AND alias != ''`;
}

/** The person of an id, by the map of `personsOfAliases`. */
export function personSql(own: Sql, persons: ReadonlyMap<string, string>): Sql {
  if (persons.size === 0) return own;
  const ids = param.strings([...persons.keys()]);
  return sql`transform(${own}, ${ids}, ${param.strings([...persons.values()])}, ${own})`;
}
