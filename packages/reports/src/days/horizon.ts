import { dayMs, param, type Sql, type SqlParam, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import { type Split, splitOf } from './days.ts';
import { sessionRows } from './session-rows.ts';

/** An instant behind which no event belongs to the range or to a session that has events in it. */
export function horizonOf(plan: Plan, split: Split = splitOf(plan.days, plan.range)): Sql | SqlParam {
  const { range, days } = plan;
  if (split.spanning && split.openInSpan.length === 0) {
    // Sessions that go on behind the day are listed.
    const endOfDay = Math.ceil(range.to / dayMs) * dayMs;
    return param.time(Math.max(endOfDay, ...split.spanning.map(({ ended }) => ended + 1)));
  }
  const behindAll = (Math.max(0, ...days.events.keys()) + 1) * dayMs;
  // To read another day costs less than to ask when sessions end.
  if (behindAll <= range.to + dayMs) return param.time(Math.max(behindAll, range.to));
  return sql`(
    SELECT greatest(${param.time(range.to)}, addMilliseconds(max(ended), 1))
    FROM (${sessionRows(plan, split, ['ended'], { seals: split.sealsInSpan })})
    WHERE started < ${param.time(range.to)}
  )`;
}
