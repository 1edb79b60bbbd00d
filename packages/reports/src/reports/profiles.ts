import { isIn, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type ProfilesParameters,
  profilesData,
  profilesParameters,
} from '@gatrix/analytics-protocol/insights';
import { pageOf } from '../lists/cursor.ts';
import { personTotals, totalsOf } from '../lists/person-totals.ts';
import { profileOrder } from '../lists/profile-order.ts';
import { profilesOf, type Seen } from '../lists/profile-rows.ts';
import { idsByPerson } from '../persons/aliases.ts';
import { personSql } from '../persons/persons.ts';
import { seenPersons } from '../persons/seen.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { moneyIn } from '../query/unconverted.ts';
import { definitionOf } from '../segments/of-filter.ts';
import { endOfTime } from '../time/span.ts';
import { defineReport } from './report.ts';
import { peopleNow } from './segment-size.ts';

/** Everyone who ever had a profile id; ids that an alias joins are one. The range does not matter. Filters are on people: a field of events is the one of their last event. */
export const profiles = defineReport({
  name: 'profiles',
  path: '/profiles',
  methods: ['GET'],
  summary: 'People with a profile, last seen first',
  parameters: profilesParameters,
  data: profilesData,
  readsPersons: true,
  find: async (plan, parameters, runner) => {
    const order = profileOrder(parameters);
    const rows = await runner.run<Row>(await listOf(plan, parameters, order, runner));
    const page = pageOf(rows, plan.limit, order.cursorOf);
    const idsOf = idsByPerson(plan.aliases);
    const ordered = page.rows.map((row) => ({ ...row, ids: [row.id, ...(idsOf.get(row.id) ?? [])] }));
    const profiles = await profilesOf(plan, ordered, runner);
    if (!parameters.totals) return { data: profiles, nextCursor: page.nextCursor };
    const totals = await totalsOf(plan, ordered, runner);
    const ofProject = sql`project_id = ${param.string(plan.projectId)}`;
    return {
      data: profiles.map((profile) => ({ ...profile, ...totals(profile.id) })),
      nextCursor: page.nextCursor,
      money: await moneyIn(plan, ofProject, runner, { from: 0, to: endOfTime }),
    };
  },
});

interface Row extends Omit<Seen, 'ids'> {
  /** What the list is sorted by, as text. */
  readonly value: string;
}

async function listOf(
  plan: Plan,
  parameters: ProfilesParameters,
  order: ReturnType<typeof profileOrder>,
  runner: Runner,
): Promise<Sql> {
  const persons = plan.aliases;
  const among = parameters.ids
    ? sql` AND ${isIn(sql`id`, param.strings(parameters.ids.map((id) => persons.get(id) ?? id)))}`
    : sql``;
  const search = parameters.search ? found(plan, persons, parameters.search) : sql``;
  const passing = await whoPasses(plan, parameters, runner);
  const totals = order.isTotal
    ? sql` LEFT ANY JOIN (
    ${personTotals(plan)}
  ) AS totals ON seen.id = totals.person`
    : sql``;
  return sql`SELECT
  id, toUnixTimestamp64Milli(first) AS first, toUnixTimestamp64Milli(last) AS last, ${order.written} AS value
FROM (
  SELECT id, first, last, ${order.value} AS sorted_by
  FROM (${seenPersons(plan, persons)}) AS seen${totals}
) AS people
WHERE 1${among}${search}${passing}${order.behind(plan.cursor)}
ORDER BY ${order.orderBy}
LIMIT ${param.limit(plan.limit + 1)}`;
}

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
