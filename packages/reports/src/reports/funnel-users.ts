import { formatInstant } from '@gatrix/analytics-clickhouse-schema';
import { funnelUsersData, funnelUsersParameters } from '@gatrix/analytics-protocol/insights';
import { progressOf } from '../funnel/people.ts';
import { cursorAt, pageOf, positionOf } from '../lists/cursor.ts';
import { defineReport } from './report.ts';

/** Who reached a step of the funnel, or with `dropped` who reached the step before and not this one; latest first. */
export const funnelUsers = defineReport({
  name: 'funnelUsers',
  path: '/funnel/users',
  methods: ['GET', 'POST'],
  summary: 'Who reached a step of a funnel, or dropped off before it',
  parameters: funnelUsersParameters,
  data: funnelUsersData,
  readsSessions: () => true,
  find: async (plan, parameters, runner) => {
    const question = { ...parameters, attribution: 'first', trend: false, timeToConvert: false };
    const people = await progressOf(plan, question, { ids: true, starts: true }, runner);
    const listed = [...people].filter(({ reachedAt }) =>
      parameters.dropped ? reachedAt.length === parameters.step - 1 : reachedAt.length >= parameters.step,
    );
    listed.sort((a, b) => (b.reachedAt[0] ?? 0) - (a.reachedAt[0] ?? 0) || (a.id < b.id ? -1 : 1));
    const last = positionOf(plan.cursor);
    const rest = listed.filter(
      ({ id, reachedAt: [at = 0] }) => !last || at < last.at || (at === last.at && id > last.id),
    );
    const page = pageOf(rest, plan.limit, ({ id, reachedAt: [at = 0] }) => cursorAt({ at, id }));
    const data = page.rows.map(({ id, reachedAt }) => ({
      id,
      reached: reachedAt.length,
      started_at: formatInstant(plan.zone, reachedAt[0] ?? 0),
      reached_at: formatInstant(plan.zone, reachedAt.at(-1) ?? 0),
    }));
    return { data, nextCursor: page.nextCursor };
  },
});
