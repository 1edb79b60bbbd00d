import { eventOrder, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import { liveData, liveParameters } from '@gatrix/analytics-protocol/insights';
import { activePersons, personKeys } from '../audience/active-persons.ts';
import { isPageView, matching } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import { defineReport } from './report.ts';

const windowMs = 5 * 60_000;

/**
 * Spec: "distinct devices with an event received in the last 5 minutes". Each device, and each profile whose events name none, counts at
 * most once in a list: under the page it viewed last, its last country, and the last source that brought it, where it has one.
 */
export const live = defineReport({
  name: 'live',
  path: '/live',
  methods: ['GET'],
  isShareable: true,
  summary: 'Who is here now: devices with an event received in the last 5 minutes',
  parameters: liveParameters,
  data: liveData,
  find: async (plan, { maxLateMinutes }, runner) => {
    const inTime =
      maxLateMinutes === undefined
        ? sql``
        : sql` AND timestamp >= created_at - toIntervalMinute(${param.integer(maxLateMinutes)})`;
    const received = sql`project_id = ${param.string(plan.projectId)} AND created_at >= ${param.time(plan.now - windowMs)}${inTime}${matching(plan)}`;
    const [[row], persons] = await Promise.all([
      runner.run<Row>(liveLists(plan, received)),
      activePersons(plan, personKeys([sql`0`], sql`FROM ${plan.tables.events} WHERE ${received}`), runner),
    ]);
    if (!row) throw new Error('an aggregate without GROUP BY gave no row');
    return {
      span: { from: plan.now - windowMs, to: plan.now },
      data: {
        count: row.devices,
        active_users: persons ? (persons[0]?.get(0) ?? 0) : row.devices,
        pages: ranked(row.pages, plan.limit),
        countries: ranked(row.countries, plan.limit),
        referrers: ranked(row.referrers, plan.limit),
      },
    };
  },
});

type Counts = Readonly<Record<string, number>>;

interface Row {
  readonly devices: number;
  readonly pages: Counts;
  readonly countries: Counts;
  readonly referrers: Counts;
}

function liveLists(plan: Plan, received: Sql): Sql {
  const last = (column: Sql, condition: Sql) => sql`argMaxIf(${column}, ${eventOrder}, ${condition})`;
  const counts = (name: Sql) => sql`sumMapIf(map(${name}, toUInt64(1)), ${name} != '')`;
  return sql`SELECT countIf(device_id != '') AS devices,
  ${counts(sql`page`)} AS pages,
  ${counts(sql`country_name`)} AS countries,
  ${counts(sql`source`)} AS referrers
FROM (
  SELECT
    device_id,
    ${last(sql`path`, isPageView)} AS page,
    ${last(sql`toString(country)`, sql`country != ''`)} AS country_name,
    ${last(sql`toString(referrer_name)`, sql`referrer_name != ''`)} AS source
  FROM ${plan.tables.events}
  WHERE ${received} AND (device_id != '' OR profile_id != '')
  GROUP BY device_id, if(device_id = '', profile_id, '')
)`;
}

function ranked(counts: Counts, limit: number): { name: string; count: number }[] {
  return Object.entries(counts)
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, limit);
}
