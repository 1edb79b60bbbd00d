import { sql } from '@gatrix/analytics-clickhouse-schema';
import { eventNamesParameters, type NamesData, namesData } from '@gatrix/analytics-protocol/insights';
import { containing } from '../lists/search.ts';
import { eventsIn } from '../query/compile.ts';
import { behind, ranked, rankedPage } from '../query/ranking.ts';
import { defineReport } from './report.ts';

/** The names of events in the range, most frequent first. */
export const eventNames = defineReport({
  name: 'eventNames',
  path: '/names/events',
  methods: ['GET'],
  summary: 'Names of events, most frequent first',
  parameters: eventNamesParameters,
  data: namesData,
  find: async (plan, parameters, runner) => {
    const rows = await runner.run<NamesData[number]>(sql`SELECT toString(name) AS name, count() AS count
FROM ${plan.tables.events}
WHERE ${eventsIn(plan, plan.range)}${containing(sql`name`, parameters.search)}
GROUP BY name
HAVING 1${behind(plan, ranking)}
${ranked(plan, ranking)}`);
    const page = rankedPage(plan, ranking, rows);
    return { data: [...page.rows], nextCursor: page.nextCursor };
  },
});

const ranking = { figures: ['count'], texts: ['name'] };
