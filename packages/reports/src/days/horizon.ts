import { param, type Sql, type SqlParam, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import { dayMs } from '../time/zone.ts';
import { type Cut, cutOf } from './days.ts';
import { sessionRows } from './session-rows.ts';

/** An instant behind which no event belongs to the range or to a session that has events in it. */
export function horizonOf(plan: Plan, cut: Cut = cutOf(plan.days, plan.range)): Sql | SqlParam {
  const { range, days } = plan;
  if (cut.spanning && cut.openInSpan.length === 0) {
    // Sessions that go on behind the day are listed.
    const endOfDay = Math.ceil(range.to / dayMs) * dayMs;
    return param.time(Math.max(endOfDay, ...cut.spanning.map(({ ended }) => ended + 1)));
  }
  const behindAll = (Math.max(0, ...days.events.keys()) + 1) * dayMs;
  // To read another day costs less than to ask when sessions end.
  if (behindAll <= range.to + dayMs) return param.time(Math.max(behindAll, range.to));
  return sql`(
    SELECT greatest(${param.time(range.to)}, addMilliseconds(max(ended), 1))
    FROM (${sessionRows(plan, cut, ['ended'], { seals: cut.sealsInSpan })})
    WHERE started < ${param.time(range.to)}
  )`;
}
