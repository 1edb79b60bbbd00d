import { eventsData, eventsParameters } from '@gatrix/analytics-protocol/insights';
import { listEvents } from '../lists/event-rows.ts';
import { eventsIn } from '../query/compile.ts';
import { defineReport } from './report.ts';

/** The events of the range that match, newest first. */
export const events = defineReport({
  name: 'events',
  path: '/events',
  pathForPages: '/activity',
  methods: ['GET'],
  summary: 'Events, newest first',
  parameters: eventsParameters,
  data: eventsData,
  find: (plan, _parameters, runner) => listEvents(plan, eventsIn(plan, plan.range), runner),
});
