import { param, sql } from '@gatrix/analytics-clickhouse-schema';
import { segmentMembersData, segmentMembersParameters } from '@gatrix/analytics-protocol/insights';
import { cursorAt, pageOf, positionOf } from '../lists/cursor.ts';
import { profilesOf, type Seen } from '../lists/profile-rows.ts';
import { idsByPerson } from '../persons/aliases.ts';
import { NotFoundError } from '../query/errors.ts';
import type { Plan } from '../query/plan.ts';
import { membersFile, refusePages } from '../segments/members-file.ts';
import type { SegmentPeople } from '../segments/scope.ts';
import { defineReport } from './report.ts';

/** Who is in a segment now, by id: with what their profile says, and when they were first and last seen. */
export const segmentMembers = defineReport({
  name: 'segmentMembers',
  path: '/segments/:id/members',
  methods: ['GET'],
  summary: 'Who is in a segment now, by id; format=csv: all of them as a file',
  parameters: segmentMembersParameters,
  data: segmentMembersData,
  segmentsOf: ({ id }) => [id],
  fileOf: (parameters) => {
    if (parameters.format !== 'csv') return undefined;
    refusePages(parameters);
    return (plan, source) => membersFile(plan, peopleIn(plan, parameters.id), source);
  },
  find: async (plan, { id }, runner) => {
    const after = positionOf(plan.cursor);
    const behind = after ? sql`WHERE person > ${param.string(after.id)}` : sql``;
    const rows = await runner.run<Omit<Seen, 'ids'>>(sql`SELECT
  person AS id, toUnixTimestamp64Milli(first) AS first, toUnixTimestamp64Milli(last) AS last
FROM (${peopleIn(plan, id).rows}) AS people
${behind}
ORDER BY person
LIMIT ${param.limit(plan.limit + 1)}`);
    const page = pageOf(rows, plan.limit, ({ id: person }) => cursorAt({ at: 0, id: person }));
    const others = idsByPerson(plan.aliases);
    const seen = page.rows.map((row) => ({ ...row, ids: [row.id, ...(others.get(row.id) ?? [])] }));
    const profiles = await profilesOf(plan, seen, runner);
    const data = profiles.map(
      ({ id: person, first_name, last_name, email, first_seen_at, last_seen_at }) => ({
        ...{ id: person, first_name, last_name, email, first_seen_at, last_seen_at },
      }),
    );
    return { data, nextCursor: page.nextCursor };
  },
});

/** Throws NotFoundError where there is no such segment. */
function peopleIn(plan: Plan, id: string): SegmentPeople {
  const people = plan.segments.get(id);
  if (!people) throw new NotFoundError(`there is no segment ${id}`);
  return people;
}
