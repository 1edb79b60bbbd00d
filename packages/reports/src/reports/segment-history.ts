import { sql } from '@gatrix/analytics-clickhouse-schema';
import {
  type SegmentHistoryData,
  segmentHistoryData,
  segmentHistoryParameters,
} from '@gatrix/analytics-protocol/insights';
import { InvalidParametersError } from '../query/errors.ts';
import { bucketsIn } from '../query/series.ts';
import { resolveSegments } from '../segments/resolve.ts';
import { endOfDay } from '../segments/span-of.ts';
import { defineReport } from './report.ts';

/** Each day is looked at by a statement of its own. */
const maxDays = 92;

/**
 * The size of a segment at the end of each local day: by what happened until then, and by the profiles, groups and identities
 * that are known now. Days that have not begun are left out.
 */
export const segmentHistory = defineReport({
  name: 'segmentHistory',
  path: '/segments/:id/history',
  methods: ['GET'],
  summary: 'The size of a segment at the end of each day, of at most 92',
  parameters: segmentHistoryParameters,
  data: segmentHistoryData,
  segmentsOf: ({ id }) => [id],
  find: async (plan, { id }, runner) => {
    const days = bucketsIn(plan, plan.range, 'day').filter(({ start }) => start <= plan.now);
    if (days.length > maxDays) {
      throw new InvalidParametersError([{ field: 'startDate', message: `gives more than ${maxDays} days` }]);
    }
    const data: SegmentHistoryData = [];
    for (const { start, date } of days) {
      const until = endOfDay(plan.zone, start);
      const people = await resolveSegments(
        plan.savedSegments,
        { ...plan, until, isPast: true },
        plan,
        runner,
      );
      const [row] = await runner.run<{ size: number }>(
        sql`SELECT count() AS size FROM (${people.get(id)?.rows ?? sql``})`,
      );
      const isOver = until <= plan.now;
      data.push({ date, size: row?.size ?? 0, ...(isOver ? {} : { incomplete: true as const }) });
    }
    return { data };
  },
});
