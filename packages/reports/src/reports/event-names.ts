import { param, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type EventNamesParameters,
  eventNamesParameters,
  type NamesData,
  namesData,
} from '@gatrix/analytics-protocol/insights';
import { containing } from '../lists/search.ts';
import { eventsIn } from '../query/compile.ts';
import { nextOffset, offsetOf } from '../query/offset.ts';
import type { Report } from './report.ts';

/** The names of events in the range, most frequent first. */
export const eventNames: Report<EventNamesParameters, NamesData> = {
  name: 'eventNames',
  summary: 'Names of events, most frequent first',
  parameters: eventNamesParameters,
  data: namesData,
  find: async (plan, parameters, runner) => {
    const rows = await runner.run<NamesData[number]>(sql`SELECT toString(name) AS name, count() AS count
FROM ${plan.tables.events}
WHERE ${eventsIn(plan, plan.range)}${containing(sql`name`, parameters.search)}
GROUP BY name
ORDER BY count DESC, name
LIMIT ${param.limit(plan.limit + 1)} OFFSET ${param.limit(offsetOf(plan))}`);
    return { data: rows.slice(0, plan.limit), nextCursor: nextOffset(plan, rows.length) };
  },
};
