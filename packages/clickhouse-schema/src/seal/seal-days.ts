import { randomInt } from 'node:crypto';
import { select } from '../erase/mutate.ts';
import type { InsertTarget } from '../insert-rows.ts';
import { identifier, param, type Sql, sql } from '../sql.ts';
import { type DayState, dayStatesQuery } from './day-states.ts';
import { dayTotals } from './day-totals.ts';
import { insertSums } from './insert-sums.ts';
import { assertSound, numberDevices } from './numbering.ts';
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
/** Sessions that go on behind the end of a day are mostly over by then, so that the day's rows can say that they do. */
const settleMs = 3_600_000;
/** Times before and after these days do not fit the sealed tables' columns. */
const firstDay = 1;
const lastDay = 49_700;
/** What one statement sums up at most, but for a day that has more. */
const eventsPerRun = 2_000_000;
const runs = 2 ** 36;

/**
 * Resolves with the days of a project that have been over for an hour and whose events have changed since they were sealed, or
 * never were, or whose devices have numbers of old, in the portions that `sealDays` is to be called with.
 */
export async function daysToSeal(target: InsertTarget, options: SealOptions): Promise<DaysToSeal[]> {
  const { projectId, now, patienceMs = 0 } = options;
  const states = await statesOf(target, projectId);
  const due = states.filter(
    (state) =>
      !isDone(state, newestOf(states)) &&
      state.day >= firstDay &&
      state.day <= lastDay &&
      (state.day + 1) * dayMs + settleMs <= now &&
      (state.seal === 0 || state.sealed_at + patienceMs <= now),
  );
  return inRuns(due).map((run) => ({ projectId, days: run.map(({ day }) => day) }));
}

/**
 * Sums up those of the days whose events are not those of their seal. Resolves with the days that were sealed. May run
 * anywhere at any time, also twice at once: a seal counts only while the events are those it was made of, and of several
 * the newest counts. Two at once for one project may cost a new numbering of its devices, and so every other day's seal.
 */
export async function sealDays(
  target: InsertTarget,
  { projectId, days: asked }: DaysToSeal,
  now: number,
): Promise<number[]> {
  const states = await statesOf(target, projectId);
  const days = states
    .filter((state) => asked.includes(state.day) && !isDone(state, newestOf(states)))
    .map(({ day }) => day);
  // Newer than any seal there is, whatever the clock says.
  const sealedAt = Math.max(now, ...states.map(({ sealed_at }) => sealed_at + 1));
  const sealed = await sealInFull(target, { projectId, days }, sealedAt);
  if (sealed.length === 0) return [];
  const unmarked = await daysWithUnmarked(
    target,
    { projectId, days: sealed },
    await statesOf(target, projectId),
  );
  const again = await sealInFull(target, { projectId, days: unmarked }, sealedAt + 1);
  return [...sealed, ...again].sort((a, b) => a - b);
}

function newestOf(states: readonly DayState[]): number {
  return Math.max(0, ...states.map(({ numbering }) => numbering));
}

function isDone({ is_intact, numbering }: DayState, newest: number): boolean {
  return is_intact === 1 && numbering > 0 && numbering === newest;
}

async function sealInFull(
  target: InsertTarget,
  { projectId, days }: DaysToSeal,
  sealedAt: number,
): Promise<number[]> {
  if (days.length === 0) return [];
  const { database } = target;
  const checked = await checksumsOf(target, projectId, days);
  const numbering = await numberDevices(target, { projectId, days });
  const seal = { database, projectId, days, run: randomInt(1, runs), sealedAt, numbering };
  await insertSums(target, 'spanning_sessions (project_id, session_hash)', sessionsWithNeighbours(seal));
  await insertSums(target, `session_days (${sessionDayColumns})`, sessionDays(seal));
  await insertSums(target, `activity_slots (${activitySlotColumns})`, activitySlots(seal));
  await insertSums(target, `page_slots (${pageSlotColumns})`, pageSlots(seal));
  await insertSums(target, 'spanning_sessions (project_id, session_hash)', spanningSessions(seal));
  for (const { columns, rows } of dayTotals(seal)) await insertSums(target, `day_totals (${columns})`, rows);
  // After all rows, since those are made of the numbers there were until then.
  await assertSound(target, projectId);
  const after = await checksumsOf(target, projectId, days);
  const unchanged = [...checked.values()].filter(
    (one) => after.get(one.day)?.events === one.events && after.get(one.day)?.checksum === one.checksum,
  );
  if (unchanged.length === 0) return [];
  await target.clickhouse.insert({
    table: `${database}.sealed_days`,
    columns: ['project_id', 'day', 'seal', 'sealed_at', 'events', 'checksum', 'numbering'],
    values: unchanged.map(({ day, events, checksum }) => [
      projectId,
      dateOf(day),
      sealOf(seal, day),
      (sealedAt / 1_000).toFixed(3),
      events,
      checksum,
      numbering,
    ]),
    format: 'JSONCompactEachRow',
    clickhouse_settings: { async_insert: 0, insert_deduplicate: 0, distributed_foreground_insert: 1 },
  });
  return unchanged.map(({ day }) => day);
}

/** Other days whose seals take a session for theirs alone that now is known to span days. */
async function daysWithUnmarked(
  { database, clickhouse }: InsertTarget,
  { projectId, days }: DaysToSeal,
  states: readonly DayState[],
): Promise<number[]> {
  const intact = states.filter(({ is_intact }) => is_intact === 1);
  const sealsOf = (isWanted: (day: number) => boolean) =>
    param.integers(intact.filter(({ day }) => isWanted(day)).map(({ seal }) => seal));
  const table = sql`${identifier(database)}.session_days`;
  const project = sql`project_id = ${param.string(projectId)}`;
  const rows = await select<[number]>(
    { database, clickhouse },
    sql`SELECT DISTINCT toUInt32(day) FROM ${table}
WHERE ${project} AND seal IN ${sealsOf((day) => !days.includes(day))} AND NOT spans_days AND session_hash IN (
  SELECT session_hash FROM ${table} WHERE ${project} AND seal IN ${sealsOf((day) => days.includes(day))} AND spans_days
)`,
  );
  return rows.map(([day]) => Number(day));
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
    [number | string, number | string, number | string, 0 | 1, number | string, string, number]
  >(target, dayStatesQuery(target.database, projectId));
  return rows.map(([day, seal, sealed_at, is_intact, events, checksum, numbering]) => ({
    day: Number(day),
    seal: Number(seal),
    sealed_at: Number(sealed_at),
    is_intact,
    events: Number(events),
    checksum,
    numbering,
  }));
}

/** Projects that have days to seal. */
export async function projectsToSeal({ clickhouse, database }: InsertTarget, now: number): Promise<string[]> {
  const result = await clickhouse.query({
    query: `SELECT DISTINCT project_id FROM (
  SELECT project_id, day, events != sealed.1 OR checksum != sealed.2 OR sealed.3 = 0 OR sealed.3 != max(sealed.3) OVER (PARTITION BY project_id) AS is_due
  FROM (
    SELECT project_id, toDate(timestamp) AS day, count() AS events, sum(cityHash64(id)) AS checksum
    FROM ${database}.events GROUP BY project_id, day
  ) AS stored
  LEFT JOIN (
    SELECT project_id, day, argMax((events, checksum, numbering), (sealed_at, seal)) AS sealed FROM ${database}.sealed_days GROUP BY project_id, day
  ) AS sealed_days ON stored.project_id = sealed_days.project_id AND stored.day = sealed_days.day
)
WHERE is_due AND day < toDate({today:UInt16}) AND toUInt16(day) BETWEEN {first:UInt16} AND {last:UInt16}`,
    query_params: { today: Math.floor((now - settleMs) / dayMs), first: firstDay, last: lastDay },
    format: 'JSONCompactEachRow',
    clickhouse_settings: { distributed_product_mode: 'global' },
  });
  return (await result.json<[string]>()).map(([projectId]) => projectId);
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

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
