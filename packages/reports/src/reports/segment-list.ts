import { sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type SegmentListData,
  segmentListData,
  segmentListParameters,
} from '@gatrix/analytics-protocol/insights';
import { NotFoundError } from '../query/errors.ts';
import { personsOfList } from '../segments/list.ts';
import { defineReport } from './report.ts';
import { everybody } from './segment-size.ts';

/** How many ids an uploaded list has, and of how many of them an event or a profile is known. */
export const segmentList = defineReport({
  name: 'segmentList',
  path: '/segments/lists/:id',
  methods: ['GET'],
  summary: 'How many ids an uploaded list has, and how many of them are of people who are known',
  parameters: segmentListParameters,
  data: segmentListData,
  readsPersons: true,
  find: async (plan, { id }, runner) => {
    const people = await everybody(plan, runner);
    const [row] = await runner.run<SegmentListData>(sql`SELECT
  count() AS ids, countIf(person IN (SELECT person FROM (${people.rows}))) AS known
FROM (${personsOfList(plan, id)})`);
    if (!row || row.ids === 0) throw new NotFoundError(`there is no list ${id}`);
    return { data: row };
  },
});
