import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type ProfileItem,
  type ProfilesParameters,
  profilesData,
  profilesParameters,
} from '@gatrix/analytics-protocol/insights';
import { pageOf, positionOf } from '../lists/cursor.ts';
import { profilesOf, type Seen } from '../lists/profile-rows.ts';
import { idsByPerson } from '../persons/aliases.ts';
import { personSql } from '../persons/persons.ts';
import { seenPersons } from '../persons/seen.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { definitionOf } from '../segments/of-filter.ts';
import type { Report } from './report.ts';
import { peopleNow } from './segment-size.ts';

/** Everyone who ever had a profile id, last seen first; ids that an alias joins are one. The range does not matter. Filters are on people: a field of events is the one of their last event. */
export const profiles: Report<ProfilesParameters, ProfileItem[]> = {
  name: 'profiles',
  summary: 'People with a profile, last seen first',
  parameters: profilesParameters,
  data: profilesData,
  readsPersons: true,
  find: async (plan, parameters, runner) => {
    const persons = plan.aliases;
    const after = positionOf(plan.cursor);
    const among = (ids: readonly string[] | undefined) =>
      ids ? sql` AND id IN ${param.strings(ids.map((id) => persons.get(id) ?? id))}` : sql``;
    const behind = after
      ? sql` AND (last, id) < (${param.time(after.at)}, ${param.string(after.id)})`
      : sql``;
    const search = parameters.search ? found(plan, persons, parameters.search) : sql``;
    const passing = await whoPasses(plan, parameters, runner);
    const rows = await runner.run<Omit<Seen, 'ids'>>(sql`SELECT
  id, toUnixTimestamp64Milli(first) AS first, toUnixTimestamp64Milli(last) AS last
FROM (${seenPersons(plan, persons)}) AS seen
WHERE 1${among(parameters.ids)}${search}${passing}${behind}
ORDER BY seen.last DESC, id DESC
LIMIT ${param.limit(plan.limit + 1)}`);
    const page = pageOf(rows, plan.limit, ({ last, id }) => ({ at: last, id }));
    const idsOf = idsByPerson(persons);
    const ordered = page.rows.map((row) => ({ ...row, ids: [row.id, ...(idsOf.get(row.id) ?? [])] }));
    return { data: await profilesOf(plan, ordered, runner), nextCursor: page.nextCursor };
  },
};

async function whoPasses(plan: Plan, { filters }: ProfilesParameters, runner: Runner): Promise<Sql> {
  if (!filters) return sql``;
  const { rows } = await peopleNow(plan, definitionOf(filters), runner, 'filters');
  return sql` AND id IN (SELECT person FROM (${rows}))`;
}

function found(plan: Plan, persons: ReadonlyMap<string, string>, search: string): Sql {
  const wanted = param.string(search);
  const person = personSql(sql`profile_id`, persons);
  const contains = (text: Sql) => sql`positionCaseInsensitiveUTF8(${text}, ${wanted}) > 0`;
  const project = param.string(plan.projectId);
  return sql` AND (id IN (
    SELECT ${person} FROM ${plan.tables.profileActivity}
    WHERE project_id = ${project} AND ${contains(sql`profile_id`)}
  ) OR id IN (
    SELECT ${person} FROM ${plan.tables.profiles} FINAL
    WHERE project_id = ${project} AND (${contains(sql`profile_id`)} OR ${contains(sql`email`)} OR ${contains(sql`concat(first_name, ' ', last_name)`)})
  ))`;
}
