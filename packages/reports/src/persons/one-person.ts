import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';

/** One person with all that their events may be known by. */
export interface OnePerson {
  readonly id: string;
  /** Profile ids that an alias joins, `id` among them. */
  readonly ids: readonly string[];
  /** Devices whose anonymous events are theirs. */
  readonly devices: readonly string[];
}

/** The person that an id is of: a profile's, an alias's, or a device's that nobody was ever identified on. */
export async function personWithId(plan: Plan, id: string, runner: Runner): Promise<OnePerson> {
  const { aliases } = await plan.findIdentities();
  const person = aliases.get(id) ?? id;
  const ids = [person, ...[...aliases].filter(([, of]) => of === person).map(([alias]) => alias)];
  const identified = await runner.run<{ device: string; profile: string }>(sql`SELECT
  device_id AS device, argMaxMerge(profile_id_state) AS profile
FROM ${plan.tables.deviceProfiles}
WHERE project_id = ${param.string(plan.projectId)}
GROUP BY device_id
HAVING has(${param.strings(ids)}, profile) OR has(${param.strings(ids)}, device)`);
  const foreign = new Set(
    identified.filter(({ profile }) => !ids.includes(profile)).map(({ device }) => device),
  );
  const own = identified.filter(({ profile }) => ids.includes(profile)).map(({ device }) => device);
  const devices = [...new Set([...own, ...ids.filter((one) => !foreign.has(one))])];
  return { id: person, ids, devices };
}

/** A condition on `events`: those of the person. */
export function eventsOfPerson(plan: Plan, { ids, devices }: OnePerson): Sql {
  return sql`project_id = ${param.string(plan.projectId)} AND (has(${param.strings(ids)}, profile_id)
  OR (profile_id = '' AND has(${param.strings(devices)}, device_id)))`;
}
