import {
  type EventItem,
  type EventsParameters,
  eventsData,
  eventsParameters,
} from '@gatrix/analytics-protocol/insights';
import { listEvents } from '../lists/event-rows.ts';
import { eventsIn } from '../query/compile.ts';
import type { Report } from './report.ts';

/** The events of the range that match, newest first. */
export const events: Report<EventsParameters, EventItem[]> = {
  name: 'events',
  summary: 'Events, newest first',
  parameters: eventsParameters,
  data: eventsData,
  find: (plan, _parameters, runner) => listEvents(plan, eventsIn(plan, plan.range), runner),
};
