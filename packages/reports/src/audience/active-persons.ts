import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { personsOfAliases } from '../persons/aliases.ts';
import { aliasesOf, namingOf, personSql } from '../persons/persons.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';

const nobody = sql`cityHash64('')`;
const byHash = namingOf({ withIds: false });

/**
 * Distinct persons with an event that meets the conditions, by a key of its time. Undefined where nobody of the project ever had a
 * profile: then a person is a device. An event that bears a profile needs no look-up; others are told apart once a device and key.
 */
export async function activePersons(
  plan: Plan,
  conditions: Sql,
  key: Sql,
  runner: Runner,
): Promise<ReadonlyMap<number, number> | undefined> {
  const project = param.string(plan.projectId);
  const [known, aliases] = await Promise.all([
    runner.run<{ any: number }>(
      sql`SELECT 1 AS any FROM ${plan.tables.profileActivity} WHERE project_id = ${project} LIMIT 1`,
    ),
    aliasesOf(plan, runner),
  ]);
  if (known.length === 0 && aliases.length === 0) return undefined;
  const person = personSql(sql`if(is_identified, identified_as, own)`, personsOfAliases(aliases), byHash);
  const rows = await runner.run<{
    key: number;
    people: number;
  }>(sql`SELECT key, uniqExact(${person}) AS people
FROM (
  SELECT ${key} AS key, profile_id != '' AS is_profile, cityHash64(if(is_profile, profile_id, device_id)) AS own,
    if(is_profile, ${nobody}, own) AS device_key
  FROM ${plan.tables.events}
  WHERE ${conditions} AND (profile_id != '' OR device_id != '')
  GROUP BY key, is_profile, own
) AS known LEFT ANY JOIN (
  SELECT cityHash64(device_id) AS identified_device, cityHash64(argMaxMerge(profile_id_state)) AS identified_as, identified_as != ${nobody} AS is_identified
  FROM ${plan.tables.deviceProfiles}
  WHERE project_id = ${project}
  GROUP BY device_id
) AS identities ON known.device_key = identities.identified_device
GROUP BY key`);
  return new Map(rows.map(({ key: at, people }) => [Number(at), people]));
}
