import { type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { type NamesData, namesData, valueNamesParameters } from '@gatrix/analytics-protocol/insights';
import { type EventField, fieldOf, propertyIsSet, propertyText } from '../filters/fields.ts';
import { containing, ofEvent } from '../lists/search.ts';
import { eventsIn } from '../query/compile.ts';
import { InvalidParametersError } from '../query/errors.ts';
import { behind, ranked, rankedPage } from '../query/ranking.ts';
import { defineReport } from './report.ts';

/** The values of a field among events in the range, as text, most frequent first; events without one are left out. */
export const valueNames = defineReport({
  name: 'valueNames',
  path: '/names/values',
  methods: ['GET'],
  summary: 'Values of a field, most frequent first',
  parameters: valueNamesParameters,
  data: namesData,
  find: async (plan, parameters, runner) => {
    const field = fieldOf(parameters.field, 'field', plan.tables.money);
    const { value, isSet } = readingOf(field);
    const isPage = field.kind === 'text' && field.isPage === true;
    const rows = await runner.run<NamesData[number]>(sql`SELECT value AS name, count() AS count
FROM (
  SELECT ${value} AS value
  FROM ${plan.tables.events}
  WHERE ${eventsIn(plan, plan.range)}${ofEvent(parameters.event)} AND ${isSet}
)
WHERE 1${containing(sql`value`, parameters.search, isPage)}
GROUP BY value
HAVING 1${behind(plan, ranking)}
${ranked(plan, ranking)}`);
    const page = rankedPage(plan, ranking, rows);
    return { data: [...page.rows], nextCursor: page.nextCursor };
  },
});

const ranking = { figures: ['count'], texts: ['name'] };

function readingOf(field: EventField): { value: Sql; isSet: Sql } {
  switch (field.kind) {
    case 'text':
      return { value: sql`toString(${field.text})`, isSet: sql`${field.text} != ''` };
    case 'number':
      return { value: sql`toString(${field.number})`, isSet: field.isSet };
    case 'texts':
      return { value: sql`toString(arrayJoin(${field.texts}))`, isSet: sql`notEmpty(${field.texts})` };
    case 'property':
      return { value: propertyText(field.key), isSet: propertyIsSet(field.key) };
    case 'time':
      throw new InvalidParametersError([{ field: 'field', message: 'has too many values to list' }]);
  }
}
