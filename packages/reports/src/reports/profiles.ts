import { param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type ProfileItem,
  type ProfilesParameters,
  profilesData,
  profilesParameters,
} from '@gatrix/analytics-protocol/insights';
import { pageOf, positionOf } from '../lists/cursor.ts';
import { profilesOf, type Seen } from '../lists/profile-rows.ts';
import { personsOfAliases } from '../persons/aliases.ts';
import { aliasesOf, personSql } from '../persons/persons.ts';
import type { Plan } from '../query/plan.ts';
import type { Report } from './report.ts';

/** Everyone who ever had a profile id, last seen first; ids that an alias joins are one. The range does not matter. */
export const profiles: Report<ProfilesParameters, ProfileItem[]> = {
  name: 'profiles',
  summary: 'People with a profile, last seen first',
  parameters: profilesParameters,
  data: profilesData,
  find: async (plan, parameters, runner) => {
    const persons = personsOfAliases(await aliasesOf(plan, runner));
    const after = positionOf(plan.cursor);
    const person = personSql(sql`profile_id`, persons);
    const among = (ids: readonly string[] | undefined) =>
      ids ? sql` AND has(${param.strings(ids.map((id) => persons.get(id) ?? id))}, ${person})` : sql``;
    const rows = await runner.run<Seen>(sql`SELECT
  ${person} AS id,
  groupUniqArray(profile_id) AS ids,
  toUnixTimestamp64Milli(min(first_seen_at)) AS first,
  toUnixTimestamp64Milli(max(last_seen_at)) AS last
FROM ${plan.tables.profileActivity}
WHERE project_id = ${param.string(plan.projectId)}${parameters.search ? found(plan, person, parameters.search) : sql``}${among(parameters.ids)}
GROUP BY id
${after ? sql`HAVING (last, id) < (${param.integer(after.at)}, ${param.string(after.id)})` : sql``}
ORDER BY last DESC, id DESC
LIMIT ${param.limit(plan.limit + 1)}`);
    const page = pageOf(rows, plan.limit, ({ last, id }) => ({ at: last, id }));
    // The person's own id first: what it says wins.
    const ordered = page.rows.map((row) => ({
      ...row,
      ids: [row.id, ...row.ids.filter((id) => id !== row.id).sort()],
    }));
    return { data: await profilesOf(plan, ordered, runner), nextCursor: page.nextCursor };
  },
};

function found(plan: Plan, person: Sql, search: string): Sql {
  const wanted = param.string(search);
  const contains = (text: Sql) => sql`positionCaseInsensitiveUTF8(${text}, ${wanted}) > 0`;
  const project = param.string(plan.projectId);
  return sql` AND (${person} IN (
    SELECT ${person} FROM ${plan.tables.profileActivity}
    WHERE project_id = ${project} AND ${contains(sql`profile_id`)}
  ) OR ${person} IN (
    SELECT ${person} FROM ${plan.tables.profiles} FINAL
    WHERE project_id = ${project} AND (${contains(sql`email`)} OR ${contains(sql`concat(first_name, ' ', last_name)`)})
  ))`;
}
