import {
  acquisitionFacts,
  acquisitionOrder,
  eventOrder,
  formatInstant,
  identifier,
  joinSql,
  param,
  type Sql,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import { type SessionItem, sessionsData, sessionsParameters } from '@gatrix/analytics-protocol/insights';
import { cursorAt, type Position, pageOf, positionOf } from '../lists/cursor.ts';
import { eventsIn, isPageView, sessionsStartedIn } from '../query/compile.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { moneyIn } from '../query/unconverted.ts';
import { defineReport } from './report.ts';

/** The sessions that started in the range, newest first; with filters those with an event that matches. */
export const sessions = defineReport({
  name: 'sessions',
  path: '/sessions',
  methods: ['GET'],
  summary: 'Sessions, newest first',
  parameters: sessionsParameters,
  data: sessionsData,
  readsSessions: () => true,
  find: async (plan, _parameters, runner) => {
    const after = positionOf(plan.cursor);
    const newest = await runner.run<Newest>(newestSessions(plan, after));
    const [rows, money] = await Promise.all([
      detailsOf(plan, newest, runner),
      moneyIn(plan, eventsIn(plan, plan.range), runner),
    ]);
    const listed = rows
      .filter(
        (row) =>
          !after || row.started_ms < after.at || (row.started_ms === after.at && isBefore(row.id, after.id)),
      )
      .sort((a, b) => b.started_ms - a.started_ms || (isBefore(a.id, b.id) ? 1 : -1));
    const page = pageOf(listed, plan.limit, ({ started_ms, id }) => cursorAt({ at: started_ms, id }));
    const data = page.rows.map(({ started_ms, ended_ms, bounced, first, ...row }) => ({
      ...row,
      started_at: formatInstant(plan.zone, started_ms),
      ended_at: formatInstant(plan.zone, ended_ms),
      duration: (ended_ms - started_ms) / 1000,
      is_bounce: bounced === 1,
      ...first,
    }));
    return { data, nextCursor: page.nextCursor, money };
  },
});

interface Newest {
  readonly hash: string;
  /** Days since the epoch. */
  readonly first_day: number;
  readonly last_day: number;
}

/** The newest sessions, all that started with the last of them included; behind a position, all that share its time. */
function newestSessions(plan: Plan, after: Position | undefined): Sql {
  const sessions = sessionsStartedIn(plan, plan.range, ['ended']);
  const columns = sql`toString(session_hash) AS hash, toUInt32(toDate(started)) AS first_day, toUInt32(toDate(ended)) AS last_day`;
  const most = sql`ORDER BY started DESC LIMIT ${param.limit(plan.limit + 1)} WITH TIES`;
  if (!after) return sql`SELECT ${columns} FROM (${sessions}) ${most}`;
  const at = param.time(after.at);
  return sql`SELECT ${columns} FROM (${sessions}) WHERE started = ${at}
UNION ALL
SELECT * FROM (SELECT ${columns} FROM (${sessions}) WHERE started < ${at} ${most})`;
}

const factNames = [
  'referrer',
  'referrer_name',
  'referrer_type',
  'channel',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'country',
  'region',
  'city',
  'os',
  'browser',
  'device',
] as const;

/** What is shown of sessions, from all of their events. */
async function detailsOf(plan: Plan, newest: readonly Newest[], runner: Runner): Promise<Row[]> {
  if (newest.length === 0) return [];
  const firstDay = newest.reduce(
    (least, { first_day }) => Math.min(least, first_day),
    newest[0]?.first_day ?? 0,
  );
  const lastDay = newest.reduce((most, { last_day }) => Math.max(most, last_day), 0);
  const facts = factNames.map((name) => {
    const isAcquisition = acquisitionFacts.some((one) => one === name);
    return sql`toString(argMin(${identifier(name)}, ${isAcquisition ? acquisitionOrder : eventOrder}))`;
  });
  return runner.run<Row>(sql`SELECT
  session_id AS id, argMin(device_id, ${eventOrder}) AS device_id, max(profile_id) AS profile_id,
  toUnixTimestamp64Milli(min(timestamp)) AS started_ms, toUnixTimestamp64Milli(max(timestamp)) AS ended_ms,
  countIf(${isPageView}) AS page_views, count() AS events,
  page_views = 1 AND max(NOT ${isPageView} AND name NOT IN ('session_start', 'session_end')) = 0 AS bounced,
  argMinIf(path, ${eventOrder}, ${isPageView}) AS entry_path, argMaxIf(path, ${eventOrder}, ${isPageView}) AS exit_path,
  sum(${plan.tables.money.amount}) AS revenue, CAST((${joinSql(facts, sql`, `)}), 'Tuple(${joinSql(
    factNames.map((name) => sql`${identifier(name)} String`),
    sql`, `,
  )})') AS first
FROM ${plan.tables.events}
WHERE project_id = ${param.string(plan.projectId)}
  AND toDate(timestamp) >= toDate(${param.limit(firstDay)}) AND toDate(timestamp) <= toDate(${param.limit(lastDay)})
  AND cityHash64(session_id) IN ${param.hashes(newest.map(({ hash }) => hash))}
GROUP BY session_id`);
}

/** By bytes, as ClickHouse compares texts. */
function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

type Facts = Pick<SessionItem, (typeof factNames)[number]>;

interface Row extends Omit<SessionItem, 'started_at' | 'ended_at' | 'duration' | 'is_bounce' | keyof Facts> {
  readonly started_ms: number;
  readonly ended_ms: number;
  readonly bounced: number;
  /** Of the session's first event. */
  readonly first: Facts;
}
