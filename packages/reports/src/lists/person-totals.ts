import { eventOrder, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { withPerson } from '../persons/with-person.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import type { Seen } from './profile-rows.ts';

export interface PersonTotals {
  readonly total_events: number;
  readonly total_sessions: number;
  readonly total_revenue: number;
  /** That of the last event. */
  readonly country: string;
}

const nothing: PersonTotals = { total_events: 0, total_sessions: 0, total_revenue: 0, country: '' };

/** Selects what each `person` ever did, in figures; `conditions` on events, ` AND …`. */
export function personTotals(plan: Plan, conditions: Sql = sql``): Sql {
  // A session may begin without a profile and go on with one, so its id is counted by person.
  const rows = sql`SELECT device_id, profile_id, count() AS events, sum(${plan.tables.money.amount}) AS revenue,
          uniqExactIfState(cityHash64(session_id), session_id != '') AS sessions,
          max((${eventOrder}, toString(country))) AS last_place
        FROM ${plan.tables.events}
        WHERE project_id = ${param.string(plan.projectId)}${conditions}
        GROUP BY device_id, profile_id`;
  return sql`SELECT person, sum(events) AS total_events, uniqExactIfMerge(sessions) AS total_sessions,
      sum(revenue) AS total_revenue, max(last_place).2 AS country
    FROM (
      ${withPerson(plan, rows, sql`events, revenue, sessions, last_place`)}
    )
    GROUP BY person`;
}

/** Finds these totals of some persons. */
export async function totalsOf(
  plan: Plan,
  persons: readonly Pick<Seen, 'id' | 'ids'>[],
  runner: Runner,
): Promise<(id: string) => PersonTotals> {
  const ids = param.strings(persons.flatMap((person) => person.ids));
  const devices = sql`SELECT device_id FROM ${plan.tables.deviceProfiles}
          WHERE project_id = ${param.string(plan.projectId)} GROUP BY device_id HAVING has(${ids}, argMaxMerge(profile_id_state))`;
  const rows = await runner.run<PersonTotals & { readonly person: string }>(sql`SELECT *
FROM (${personTotals(plan, sql` AND (has(${ids}, profile_id) OR (profile_id = '' AND (has(${ids}, device_id) OR device_id IN (${devices}))))`)})
WHERE has(${param.strings(persons.map(({ id }) => id))}, person)`);
  const byPerson = new Map(rows.map(({ person, ...totals }) => [person, totals]));
  return (id) => byPerson.get(id) ?? nothing;
}
