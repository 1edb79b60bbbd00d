import { param, sql } from '@gatrix/analytics-clickhouse-schema';
import { lifecycleData, lifecycleParameters } from '@gatrix/analytics-protocol/insights';
import { activeByPeriod, periodNumber } from '../audience/activity.ts';
import { personsOf } from '../persons/persons.ts';
import { bucketsIn } from '../query/series.ts';
import { beginningOfTime } from '../time/span.ts';
import { defineReport } from './report.ts';

/**
 * Who is new, returning, resurrecting and dormant, by interval (default: day). A range that begins or ends inside an
 * interval is widened to whole ones. With filters only matching events make someone active, also for the first time.
 */
export const lifecycle = defineReport({
  name: 'lifecycle',
  path: '/lifecycle',
  methods: ['GET'],
  isShareable: true,
  summary: 'New, returning, resurrecting and dormant users by interval',
  parameters: lifecycleParameters,
  data: lifecycleData,
  readsSessions: () => true,
  find: async (plan, parameters, runner) => {
    const interval = parameters.interval ?? 'day';
    const shown = bucketsIn(plan, plan.range, interval);
    const first = shown[0]?.start;
    const end = shown.at(-1)?.end;
    if (first === undefined || end === undefined) return { data: [] };
    // One more in front: who is dormant in the first interval was active in that one.
    const all = bucketsIn(plan, { ...plan.range, from: first - 1, to: end }, interval);
    const start = all[0]?.start ?? first;
    const persons = await personsOf(plan);
    const rows = await runner.run<Row>(sql`SELECT state.1 AS period, state.2 AS kind, count() AS people
FROM (
  SELECT arrayJoin(arrayConcat(
    arrayMap(p -> (p, multiIf(p = first, 'new', has(periods, p - 1), 'returning', 'resurrecting')), periods),
    arrayMap(p -> (p + 1, 'dormant'), arrayFilter(p -> NOT has(periods, p + 1), periods))
  )) AS state
  FROM (
    SELECT
      groupUniqArrayIf(period, period >= 0) AS periods,
      min(period) AS first
    FROM (
      ${activeByPeriod(plan, { from: beginningOfTime, to: end }, persons, {
        buckets: all,
        of: (time) => sql`if(${time} >= ${param.time(start)}, ${periodNumber(time, all)}, -1)`,
      })}
    )
    WHERE person != ${persons.nobody}
    GROUP BY person
  )
)
GROUP BY period, kind`);
    const counts = new Map(rows.map((row) => [`${row.period} ${row.kind}`, row.people]));
    const data = shown.map((bucket, index) => {
      const count = (kind: string) => counts.get(`${index + all.length - shown.length} ${kind}`) ?? 0;
      return {
        date: bucket.date,
        new: count('new'),
        returning: count('returning'),
        resurrecting: count('resurrecting'),
        dormant: count('dormant'),
        ...(bucket.end > plan.now ? { incomplete: true as const } : {}),
      };
    });
    return { data };
  },
});

interface Row {
  readonly period: number;
  readonly kind: string;
  readonly people: number;
}
