import { dayMs, instantOf, localDay, param, sql } from '@gatrix/analytics-clickhouse-schema';
import { activeUsersData, activeUsersParameters } from '@gatrix/analytics-protocol/insights';
import { activeByPeriod, periodNumber } from '../audience/activity.ts';
import { personsOf } from '../persons/persons.ts';
import { bucketsIn, isIncomplete } from '../query/series.ts';
import { percent } from '../query/shape.ts';
import { defineReport } from './report.ts';

const monthDays = 30;

/** Daily, weekly (7 days) and monthly (30 days) active users of each local day; stickiness is dau / mau, percent. */
export const activeUsers = defineReport({
  name: 'activeUsers',
  path: '/active-users',
  methods: ['GET'],
  isShareable: true,
  summary: 'DAU, WAU, MAU and stickiness by day',
  parameters: activeUsersParameters,
  data: activeUsersData,
  readsSessions: () => true,
  find: async (plan, _parameters, runner) => {
    const { zone, range } = plan;
    const days = bucketsIn(plan, range, 'day');
    if (days.length === 0) return { data: [] };
    const from = instantOf(zone, localDay(zone, range.from) - (monthDays - 1) * dayMs);
    const span = { ...range, from };
    const all = bucketsIn(plan, span, 'day');
    const persons = await personsOf(plan);
    // A day of activity counts for `width` days; where these runs overlap they are one. Each row is a run's start or end.
    const rows = await runner.run<Row>(sql`SELECT width, step.1 AS day, sum(step.2) AS change
FROM (
  SELECT width, arrayJoin(arrayConcat(
    arrayMap(i -> (days[i], 1), arrayFilter(i -> i = 1 OR days[i] > days[i - 1] + width - 1, arrayEnumerate(days))),
    arrayMap(i -> (days[i] + width, -1), arrayFilter(i -> i = length(days) OR days[i + 1] > days[i] + width - 1, arrayEnumerate(days)))
  )) AS step
  FROM (
    SELECT arraySort(groupUniqArray(toInt32(period))) AS days
    FROM (${activeByPeriod(plan, span, persons, { buckets: all, of: (time) => periodNumber(time, all) })})
    WHERE person != ${persons.nobody}
    GROUP BY person
  )
  ARRAY JOIN ${param.integers([1, 7, monthDays])} AS width
)
GROUP BY width, day`);
    const [dau, wau, mau] = [1, 7, monthDays].map((width) => running(rows, width, all.length));
    const skipped = all.length - days.length;
    const data = days.map((bucket, index) => {
      const at = index + skipped;
      const daily = dau?.[at] ?? 0;
      const monthly = mau?.[at] ?? 0;
      return {
        date: bucket.date,
        dau: daily,
        wau: wau?.[at] ?? 0,
        mau: monthly,
        stickiness: percent(daily, monthly),
        ...(isIncomplete(bucket, range, plan.now) ? { incomplete: true as const } : {}),
      };
    });
    return { data };
  },
});

interface Row {
  readonly width: number;
  readonly day: number;
  readonly change: number;
}

/** How many are active on each day, from how many more or fewer there are than the day before. */
function running(rows: readonly Row[], width: number, dayCount: number): number[] {
  const changes = new Map(rows.filter((row) => row.width === width).map(({ day, change }) => [day, change]));
  let active = 0;
  return Array.from({ length: dayCount }, (_, day) => {
    active += changes.get(day) ?? 0;
    return active;
  });
}
