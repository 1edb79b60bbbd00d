import type { InsertTarget } from '../insert-rows.ts';
import { isBasedOn } from '../money/basis.ts';
import { type Money, type MoneySource, ownMoney } from '../money/money.ts';
import { identifier, param, sql, toQuery } from '../sql.ts';
import { dayMs } from '../zones/zone.ts';
import { midnightIn } from './day-parts.ts';
import { convertedStates, type DayState, dayStatesQuery, quarterMs, statesWhere } from './day-states.ts';

/** Where days are summed up, and how their amounts are converted; without that each project has its own currency only. */
export interface SealTarget extends InsertTarget {
  readonly moneyOf?: MoneySource | undefined;
}

export async function moneyFor({ moneyOf }: SealTarget, projectId: string): Promise<Money> {
  return moneyOf ? moneyOf(projectId) : ownMoney;
}

export interface SealOptions {
  readonly projectId: string;
  /** Milliseconds. */
  readonly now: number;
  /** How long a seal is left as it is, since late events often come one after the other. Default: 0. */
  readonly patienceMs?: number | undefined;
}

/** A day's state, and where its totals would be divided now. */
export interface SealState extends DayState {
  /** Minutes of the day; 0 where they would not be. */
  readonly midnight: number;
}

/** Days since the epoch that are sealed in one go. */
export interface DaysToSeal {
  readonly projectId: string;
  readonly days: readonly number[];
}

/** Sessions that go on behind the end of a day are mostly over by then, so that the day's rows can say that they do. */
const settleMs = 3_600_000;
/** Events are stored so long after they were received at most, but for a worker that is behind: then the seal is broken. */
const storingMs = 120_000;
/** A day that goes on is sealed where so many of its events are not, and at least one of eight. */
const leastOfToday = 20_000;
/** Times before and after these days do not fit the sealed tables' columns. */
const firstDay = 1;
const lastDay = 49_700;
/** What one statement sums up at most, but for a day that has more. */
const eventsPerRun = 2_000_000;

/**
 * Resolves with the days of a project that have events which are not sealed, whose ids have numbers of an old numbering, whose sums do not say who was active, or are
 * divided elsewhere than at the midnight of the project's zone, in the portions that `sealDays` is to be called with: days that have been over for an hour, and others once it is many events.
 */
export async function daysToSeal(target: SealTarget, options: SealOptions): Promise<DaysToSeal[]> {
  const { projectId, now, patienceMs = 0 } = options;
  const money = await moneyFor(target, projectId);
  const states = await statesOf(target, { projectId, now, money });
  // Patience is with late events: a new rate or zone comes once.
  const isTime = ({ seal, sealed_at, basis, divided_at, midnight }: SealState) =>
    seal === 0 || divided_at !== midnight || !isBasedOn(basis, money) || sealed_at + patienceMs <= now;
  const due = states.filter((state) => isDue(state, newestOf(states), now) && isTime(state));
  return inRuns(due).map((run) => ({ projectId, days: run.map(({ day }) => day) }));
}

/**
 * Seals are of what was received before. Of a day that is over and sealed for the first time that is all there is, since mostly no
 * more comes; else what was received before the last whole quarter of an hour, so that it outlasts events that keep coming.
 */
export function cutOf({ day, seal, is_intact, cut }: DayState, now: number): number {
  if (seal === 0 && isOver(day, now)) return Math.floor(now / quarterMs + 1) * quarterMs;
  return Math.max(is_intact ? cut : 0, stableCut(now));
}

function stableCut(now: number): number {
  return Math.floor((now - storingMs) / quarterMs) * quarterMs;
}

export function isOver(day: number, now: number): boolean {
  return (day + 1) * dayMs + settleMs <= now;
}

function isDue(state: SealState, newest: number, now: number): boolean {
  const { day, received } = state;
  if (day < firstDay || day > lastDay) return false;
  const missing = missingIn(state, newest, now);
  return isOver(day, now) ? missing > 0 : missing >= Math.max(leastOfToday, received / 8);
}

/** How many events a new seal would have that reports do not find in the day's; all of them where its totals lack something. */
export function missingIn(state: SealState, newest: number, now: number): number {
  const { day, seal, received, events, later, has_persons, divided_at, midnight } = state;
  const isComplete = has_persons === 1 && divided_at === midnight;
  const summed = isRead(state, newest) && isComplete ? events - later : 0;
  return (seal === 0 && isOver(day, now) ? events : received) - summed;
}

/** Whether reports read the day's sealed rows. */
export function isRead({ is_intact, numbering }: DayState, newest: number): boolean {
  return is_intact === 1 && numbering > 0 && numbering === newest;
}

/** The numbering in which sealed rows are read; 0 where there is none. */
export function newestOf(states: readonly DayState[]): number {
  return Math.max(0, ...states.map(({ numbering }) => numbering));
}

/** With what could be sealed now as `received`. */
export async function statesOf(
  target: InsertTarget,
  { projectId, now, money }: { readonly projectId: string; readonly now: number; readonly money: Money },
): Promise<SealState[]> {
  const { query, query_params } = toQuery(dayStatesQuery(target.database, projectId, stableCut(now)));
  const result = await target.clickhouse.query({
    query,
    query_params,
    format: 'JSON',
    clickhouse_settings: asNumbers,
  });
  const states = convertedStates((await result.json<DayState>()).data, money);
  return states.map((state) => ({ ...state, midnight: midnightIn(money.zone, state.day) }));
}

const asNumbers = { distributed_product_mode: 'global', output_format_json_quote_64bit_integers: 0 } as const;

/** Projects that have days to seal, with at least so many events in them that are not. */
export async function projectsToSeal(
  { clickhouse, database }: InsertTarget,
  now: number,
  leastEvents = 1,
): Promise<string[]> {
  const newest = sql`max(numbering) OVER (PARTITION BY project_id)`;
  const isOver = sql`toUInt32(day) < ${param.limit(Math.floor((now - settleMs) / dayMs))}`;
  const missing = sql`if(seal = 0 AND is_over, events, received) - if(is_intact AND has_persons AND numbering > 0 AND numbering = ${newest}, events - later, 0)`;
  const { query, query_params } = toQuery(sql`SELECT project_id
FROM (
  SELECT project_id, toUInt32(day) AS number, ${isOver} AS is_over, received, toInt64(${missing}) AS missing
  FROM (${statesWhere(identifier(database), sql``, stableCut(now))})
)
WHERE number BETWEEN ${param.limit(firstDay)} AND ${param.limit(lastDay)}
  AND missing >= if(is_over, 1, greatest(${param.limit(leastOfToday)}, received / 8))
GROUP BY project_id
HAVING sum(missing) >= ${param.limit(leastEvents)}`);
  const result = await clickhouse.query({
    query,
    query_params,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { distributed_product_mode: 'global' },
  });
  return (await result.json<[string]>()).map(([projectId]) => projectId);
}

function inRuns(states: readonly SealState[]): SealState[][] {
  const parts: SealState[][] = [];
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

export interface SealedProject {
  readonly projectId: string;
  /** Whether it has sealed amounts in a currency of their own choosing: days of it are due when rates change. */
  readonly hasCurrencies: boolean;
  /** Whether totals of it are divided: days of it are due when its zone changes. */
  readonly isDivided: boolean;
}

/** Projects with sealed days. */
export async function sealedProjects({ clickhouse, database }: InsertTarget): Promise<SealedProject[]> {
  const { query, query_params } = toQuery(
    sql`SELECT project_id, max(basis != ''), max(divided_at > 0) FROM ${identifier(database)}.sealed_days GROUP BY project_id`,
  );
  const result = await clickhouse.query({ query, query_params, format: 'JSONCompactEachRow' });
  return (await result.json<[string, 0 | 1, 0 | 1]>()).map(([projectId, hasCurrencies, isDivided]) => ({
    projectId,
    hasCurrencies: hasCurrencies === 1,
    isDivided: isDivided === 1,
  }));
}
