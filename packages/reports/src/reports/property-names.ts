import { type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type PropertyNamesData,
  propertyNamesData,
  propertyNamesParameters,
} from '@gatrix/analytics-protocol/insights';
import { containing, ofEvent } from '../lists/search.ts';
import { eventsIn } from '../query/compile.ts';
import { behind, ranked, rankedPage } from '../query/ranking.ts';
import { defineReport } from './report.ts';

/** The properties of events in the range with their types, most frequent first; one sent in two types is there twice. */
export const propertyNames = defineReport({
  name: 'propertyNames',
  path: '/names/properties',
  methods: ['GET'],
  summary: 'Names and types of properties, most frequent first',
  parameters: propertyNamesParameters,
  data: propertyNamesData,
  find: async (plan, parameters, runner) => {
    const tagged = (type: Sql, keys: Sql) => sql`arrayMap(k -> (toString(k), ${type}), mapKeys(${keys}))`;
    const rows = await runner.run<Row>(sql`SELECT property.1 AS key, property.2 AS type, count() AS count
FROM (
  SELECT arrayJoin(arrayConcat(
    ${tagged(sql`'string'`, sql`properties`)},
    ${tagged(sql`'number'`, sql`properties_number`)},
    ${tagged(sql`'boolean'`, sql`properties_bool`)}
  )) AS property
  FROM ${plan.tables.events}
  WHERE ${eventsIn(plan, plan.range)}${ofEvent(parameters.event)}
)
WHERE 1${containing(sql`property.1`, parameters.search)}
GROUP BY key, type
HAVING 1${behind(plan, ranking)}
${ranked(plan, ranking)}`);
    const page = rankedPage(plan, ranking, rows);
    const data = page.rows.map(({ key, type, count }) => ({ name: `properties.${key}`, type, count }));
    return { data, nextCursor: page.nextCursor };
  },
});

const ranking = { figures: ['count'], texts: ['key', 'type'] };

interface Row {
  readonly key: string;
  readonly type: PropertyNamesData[number]['type'];
  readonly count: number;
}
