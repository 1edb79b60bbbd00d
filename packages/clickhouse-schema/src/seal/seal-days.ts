import { randomInt } from 'node:crypto';
import { type EraseTarget, mutate, select } from '../erase/mutate.ts';
import type { InsertTarget } from '../insert-rows.ts';
import { identifier, param, type Sql, sql, toQuery } from '../sql.ts';
import { type DayState, dayStatesQuery } from './day-states.ts';
import {
  activitySlotColumns,
  activitySlots,
  dayBits,
  pageSlotColumns,
  pageSlots,
  type Seal,
  sessionDayColumns,
  sessionDays,
} from './statements.ts';

export interface SealOptions {
  readonly projectId: string;
  /** Milliseconds. Days that are not over are left open. */
  readonly now: number;
  /** How long a seal is left broken, since late events often come one after the other. Default: 0. */
  readonly patienceMs?: number | undefined;
}

/** Days since the epoch that are sealed in one go. */
export interface DaysToSeal {
  readonly projectId: string;
  readonly days: readonly number[];
}

const dayMs = 86_400_000;
/** Times before and after these days do not fit the sealed tables' columns. */
const firstDay = 1;
const lastDay = 49_700;
/** What one statement sums up at most, but for a day that has more. */
const eventsPerRun = 2_000_000;
const runs = 2 ** 36;

/** The tables with rows of seals. */
export const sealedTables = ['session_days', 'activity_slots', 'page_slots'] as const;

/** Sealing takes its time without taking the server: it spills where its sums grow large. */
const settings = {
  async_insert: 0,
  insert_deduplicate: 0,
  distributed_foreground_insert: 1,
  distributed_product_mode: 'global',
  max_bytes_before_external_group_by: String(1024 ** 3),
  max_bytes_before_external_sort: String(1024 ** 3),
  max_partitions_per_insert_block: '0',
} as const;

/**
 * Resolves with the days of a project that are over and whose events have changed since they were sealed, or never
 * were, in the portions that `sealDays` is to be called with.
 */
export async function daysToSeal(target: InsertTarget, options: SealOptions): Promise<DaysToSeal[]> {
  const { projectId, now, patienceMs = 0 } = options;
  const today = Math.floor(now / dayMs);
  const states = await statesOf(target, projectId);
  const due = states.filter(
    ({ day, seal, sealed_at, is_intact }) =>
      is_intact === 0 &&
      day >= firstDay &&
      day <= lastDay &&
      day < today &&
      (seal === 0 || sealed_at + patienceMs <= now),
  );
  return inRuns(due).map((run) => ({ projectId, days: run.map(({ day }) => day) }));
}

/**
 * Sums up those of the days whose events are not those of their seal. Resolves with the days that were sealed. May run
 * anywhere at any time, also twice at once: a seal counts only while the events are those it was made of, and of several
 * the newest counts.
 */
export async function sealDays(
  target: InsertTarget,
  { projectId, days: asked }: DaysToSeal,
  now: number,
): Promise<number[]> {
  const states = await statesOf(target, projectId);
  const days = states
    .filter(({ day, is_intact }) => is_intact === 0 && asked.includes(day))
    .map(({ day }) => day);
  if (days.length === 0) return [];
  const { database } = target;
  const seal: Seal = { database, projectId, days, run: randomInt(1, runs), sealedAt: now };
  const checked = await checksumsOf(target, projectId, days);
  await insert(target, 'spanning_sessions (project_id, session_hash)', sessionsWithNeighbours(seal));
  await insert(target, `session_days (${sessionDayColumns})`, sessionDays(seal));
  await insert(target, `activity_slots (${activitySlotColumns})`, activitySlots(seal));
  await insert(target, `page_slots (${pageSlotColumns})`, pageSlots(seal));
  await insert(target, 'spanning_sessions (project_id, session_hash)', spanningSessions(seal));
  const after = await checksumsOf(target, projectId, days);
  const unchanged = [...checked.values()].filter(
    (one) => after.get(one.day)?.events === one.events && after.get(one.day)?.checksum === one.checksum,
  );
  if (unchanged.length === 0) return [];
  await target.clickhouse.insert({
    table: `${database}.sealed_days`,
    columns: ['project_id', 'day', 'seal', 'sealed_at', 'events', 'checksum'],
    values: unchanged.map(({ day, events, checksum }) => [
      projectId,
      dateOf(day),
      sealOf(seal, day),
      (now / 1_000).toFixed(3),
      events,
      checksum,
    ]),
    format: 'JSONCompactEachRow',
    clickhouse_settings: { async_insert: 0, insert_deduplicate: 0, distributed_foreground_insert: 1 },
  });
  return unchanged.map(({ day }) => day);
}

/** Sessions that have events on the days before or after, or a seal of another day: their rows say so. */
function sessionsWithNeighbours({ database, projectId, days }: Seal): Sql {
  const db = identifier(database);
  const project = param.string(projectId);
  const around = [...new Set(days.flatMap((day) => [day - 1, day, day + 1]))];
  return sql`SELECT ${project} AS project_id, session_hash
FROM (
  SELECT cityHash64(session_id) AS session_hash, toDate(timestamp) AS day
  FROM ${db}.events
  WHERE project_id = ${project} AND toDate(timestamp) IN ${param.days(around)} AND session_id != ''
  GROUP BY session_hash, day
  UNION ALL
  SELECT session_hash, day FROM ${db}.session_days WHERE project_id = ${project}
)
GROUP BY session_hash
HAVING uniqExact(day) > 1 AND countIf(day IN ${param.days(days)}) > 0`;
}

/**
 * Sessions that have events on several days: their parts are put together by who reads them. All seals count, also
 * those that another process is about to publish, so that of two sealers at once the later one sees both.
 */
function spanningSessions({ database, projectId, run, days }: Seal): Sql {
  const table = sql`${identifier(database)}.session_days`;
  const project = param.string(projectId);
  const seals = param.integers(days.map((day) => sealOf({ run }, day)));
  return sql`SELECT ${project} AS project_id, session_hash
FROM ${table}
WHERE project_id = ${project}
  AND session_hash IN (SELECT session_hash FROM ${table} WHERE project_id = ${project} AND seal IN ${seals})
GROUP BY session_hash
HAVING uniqExact(day) > 1`;
}

interface Checksum {
  readonly day: number;
  readonly events: string;
  readonly checksum: string;
}

async function checksumsOf(
  target: InsertTarget,
  projectId: string,
  days: readonly number[],
): Promise<Map<number, Checksum>> {
  const rows = await select<[number, string, string]>(
    target,
    sql`SELECT toUInt32(toDate(timestamp)) AS day, toString(count()), toString(sum(cityHash64(id)))
FROM ${identifier(target.database)}.events
WHERE project_id = ${param.string(projectId)} AND toDate(timestamp) IN ${param.days(days)}
GROUP BY toDate(timestamp)`,
  );
  return new Map(
    rows.map(([day, events, checksum]) => [Number(day), { day: Number(day), events, checksum }]),
  );
}

async function statesOf(target: InsertTarget, projectId: string): Promise<DayState[]> {
  const rows = await select<
    [number | string, number | string, number | string, 0 | 1, number | string, string]
  >(target, dayStatesQuery(target.database, projectId));
  return rows.map(([day, seal, sealed_at, is_intact, events, checksum]) => ({
    day: Number(day),
    seal: Number(seal),
    sealed_at: Number(sealed_at),
    is_intact,
    events: Number(events),
    checksum,
  }));
}

/** Projects that have days to seal. */
export async function projectsToSeal({ clickhouse, database }: InsertTarget, now: number): Promise<string[]> {
  const result = await clickhouse.query({
    query: `SELECT DISTINCT project_id FROM (
  SELECT project_id, toDate(timestamp) AS day, count() AS events, sum(cityHash64(id)) AS checksum
  FROM ${database}.events GROUP BY project_id, day
) AS stored
LEFT JOIN (
  SELECT project_id, day, argMax((events, checksum), (sealed_at, seal)) AS sealed FROM ${database}.sealed_days GROUP BY project_id, day
) AS sealed_days ON stored.project_id = sealed_days.project_id AND stored.day = sealed_days.day
WHERE day < toDate({today:UInt16}) AND toUInt16(day) BETWEEN {first:UInt16} AND {last:UInt16} AND (events != sealed.1 OR checksum != sealed.2)`,
    query_params: { today: Math.floor(now / dayMs), first: firstDay, last: lastDay },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { distributed_product_mode: 'global' },
  });
  return (await result.json<[string]>()).map(([projectId]) => projectId);
}

/** What a query may still be reading. */
const graceMs = 600_000;

/** Deletes rows of seals that newer ones have replaced, or that were never published. Resolves with how many seals. */
export async function dropStaleSeals(target: EraseTarget, { projectId, now }: SealOptions): Promise<number> {
  const db = identifier(target.database);
  const project = param.string(projectId);
  const stale = sql`project_id = ${project} AND sealed_at < toDateTime(${param.time(now - graceMs)}, 'UTC')
  AND seal NOT IN (
    SELECT argMax(seal, (sealed_at, seal)) FROM ${db}.sealed_days WHERE project_id = ${project} GROUP BY day
  )`;
  const seals = await select<[string]>(
    target,
    sql`SELECT DISTINCT toString(seal) FROM ${db}.session_days WHERE ${stale}
UNION DISTINCT SELECT DISTINCT toString(seal) FROM ${db}.activity_slots WHERE ${stale}`,
  );
  if (seals.length === 0) return 0;
  const those = sql`project_id = ${project} AND seal IN ${param.integers(seals.map(([seal]) => Number(seal)))}`;
  for (const table of sealedTables) await mutate(target, table, { where: those });
  return seals.length;
}

/** Forgets what was summed up of days: their rows and their seals. Reports read the events until they are sealed anew. */
export async function forgetDays(target: EraseTarget, { projectId, days }: DaysToSeal): Promise<void> {
  if (days.length === 0) return;
  const where = sql`project_id = ${param.string(projectId)} AND day IN ${param.days(days)}`;
  for (const table of ['sealed_days', ...sealedTables]) await mutate(target, table, { where });
}

/** The number of a day's seal in a run. */
function sealOf({ run }: Pick<Seal, 'run'>, day: number): number {
  return run * dayBits + day;
}

function inRuns(states: readonly DayState[]): DayState[][] {
  const parts: DayState[][] = [];
  let room = 0;
  for (const state of [...states].sort((a, b) => a.day - b.day)) {
    const last = parts.at(-1);
    if (!last || room < state.events) {
      parts.push([state]);
      room = eventsPerRun - state.events;
    } else {
      last.push(state);
      room -= state.events;
    }
  }
  return parts;
}

async function insert({ clickhouse, database }: InsertTarget, into: string, rows: Sql): Promise<void> {
  const { query, query_params } = toQuery(rows);
  await clickhouse.command({
    query: `INSERT INTO ${database}.${into}\n${query}`,
    query_params,
    clickhouse_settings: settings,
  });
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
