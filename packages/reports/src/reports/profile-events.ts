import { sql } from '@gatrix/analytics-clickhouse-schema';
import { eventsData, profileEventsParameters } from '@gatrix/analytics-protocol/insights';
import { listEvents } from '../lists/event-rows.ts';
import { eventsOfPerson, personWithId } from '../persons/one-person.ts';
import { matching, within } from '../query/compile.ts';
import { defineReport } from './report.ts';

/** A person's events in the range, newest first, those before they were identified among them. */
export const profileEvents = defineReport({
  name: 'profileEvents',
  path: '/profiles/:id/events',
  pathForPages: '/profiles/:id/activity',
  methods: ['GET'],
  summary: "One person's events, newest first",
  parameters: profileEventsParameters,
  data: eventsData,
  find: async (plan, parameters, runner) => {
    const person = await personWithId(plan, parameters.id, runner);
    const conditions = sql`${eventsOfPerson(plan, person)} AND ${within(plan.range)}${matching(plan)}`;
    return listEvents(plan, conditions, runner);
  },
});
