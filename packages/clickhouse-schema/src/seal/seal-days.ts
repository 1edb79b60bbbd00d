import { randomInt } from 'node:crypto';
import { select } from '../erase/statements.ts';
import type { InsertTarget } from '../insert-rows.ts';
import { basisOf, type CurrencyDay } from '../money/basis.ts';
import type { Money } from '../money/money.ts';
import { identifier, param, type Sql, sql } from '../sql.ts';
import type { Midnights } from './day-parts.ts';
import { receivedBefore } from './day-states.ts';
import { dayTotals } from './day-totals.ts';
import {
  cutOf,
  type DaysToSeal,
  isOver,
  isRead,
  missingIn,
  moneyFor,
  newestOf,
  type SealState,
  type SealTarget,
  statesOf,
} from './due-days.ts';
import { insertSums } from './insert-sums.ts';
import { assertSound, numberIds } from './numbering.ts';
import { dateOf, publishSeals, withdrawSeals } from './publish.ts';
import { sealSeams } from './seams.ts';
import {
  activitySlotColumns,
  activitySlots,
  currencyDays,
  dayBits,
  pageSlotColumns,
  pageSlots,
  type Seal,
  sessionDayColumns,
  sessionDays,
} from './statements.ts';
import { eventsInAllSums } from './summed-events.ts';

const runs = 2 ** 36;

/**
 * Sums up those of the days that have events which are not sealed. Resolves with the days that were sealed. May run
 * anywhere at any time, also twice at once: a seal counts only while the events are those it was made of, and of several
 * the newest counts. Two at once for one project may cost a new numbering of its devices, and so every other day's seal.
 */
export async function sealDays(
  target: SealTarget,
  { projectId, days: asked }: DaysToSeal,
  now: number,
): Promise<number[]> {
  // Asked once: all sums of this run are of the same rates, and say so.
  const money = await moneyFor(target, projectId);
  const at = { projectId, now, money };
  const states = await statesOf(target, at);
  const due = states.filter(
    (state) => asked.includes(state.day) && missingIn(state, newestOf(states), now) > 0,
  );
  // Newer than any seal there is, whatever the clock says.
  const sealedAt = Math.max(now, ...states.map(({ sealed_at }) => sealed_at + 1));
  const sealed = await sealInFull(target, { ...at, states: due, sealedAt });
  if (sealed.length === 0) return [];
  const after = await statesOf(target, at);
  const unmarked = await daysWithUnmarked(target, { projectId, days: sealed }, after);
  const again = await sealInFull(target, {
    ...at,
    states: after.filter(({ day }) => unmarked.includes(day)),
    sealedAt: sealedAt + 1,
  });
  await sealPairs(target, at);
  return [...sealed, ...again].sort((a, b) => a - b);
}

/** Of days that are over: on others sessions go on. */
async function sealPairs(
  target: InsertTarget,
  at: { readonly projectId: string; readonly now: number; readonly money: Money },
): Promise<void> {
  const { projectId, now } = at;
  const states = await statesOf(target, at);
  const sealed = states.filter((state) => isRead(state, newestOf(states)) && isOver(state.day, now));
  const sealOn = new Map(sealed.map(({ day, seal }) => [day, seal]));
  const pairs = [...sealOn].flatMap(([day, before]) => {
    const after = sealOn.get(day + 1);
    return after === undefined ? [] : [{ day, before, after }];
  });
  const midnights = midnightsOf(sealed.map(({ day, divided_at }) => [day, divided_at]));
  await sealSeams(target, { projectId, pairs, seals: [...sealOn.values()], midnights }, now);
}

interface Sealing {
  readonly projectId: string;
  readonly states: readonly SealState[];
  readonly sealedAt: number;
  readonly now: number;
  readonly money: Money;
}

/** Days with one cut are summed up together. */
async function sealInFull(
  target: InsertTarget,
  { projectId, states, sealedAt, now, money }: Sealing,
): Promise<number[]> {
  const sealed: number[] = [];
  const midnights = midnightsOf(states.map(({ day, midnight }) => [day, midnight]));
  for (const cut of new Set(states.map((state) => cutOf(state, now)))) {
    const days = states.filter((state) => cutOf(state, now) === cut).map(({ day }) => day);
    sealed.push(...(await sealUntil(target, { projectId, days }, { sealedAt, cut, money, midnights })));
  }
  return sealed;
}

function midnightsOf(minutesOn: readonly (readonly [day: number, minute: number])[]): Midnights {
  return new Map(minutesOn.filter(([, minute]) => minute > 0));
}

async function sealUntil(
  target: InsertTarget,
  { projectId, days }: DaysToSeal,
  times: Pick<Seal, 'sealedAt' | 'cut' | 'money' | 'midnights'>,
): Promise<number[]> {
  const { database } = target;
  const { sealedAt, cut, money, midnights } = times;
  const checked = await checksumsOf(target, { projectId, days }, cut);
  const numbering = await numberIds(target, { projectId, days });
  const seal = { database, projectId, days, run: randomInt(1, runs), ...times, numbering };
  await insertSums(target, 'spanning_sessions (project_id, session_hash)', sessionsWithNeighbours(seal));
  await insertSums(target, `session_days (${sessionDayColumns})`, sessionDays(seal));
  await insertSums(target, `activity_slots (${activitySlotColumns})`, activitySlots(seal));
  for (const kind of ['plain', 'others'] as const)
    await insertSums(target, `page_slots (${pageSlotColumns(kind)})`, pageSlots(seal, kind));
  await insertSums(target, 'spanning_sessions (project_id, session_hash)', spanningSessions(seal));
  for (const { columns, rows } of dayTotals(seal)) await insertSums(target, `day_totals (${columns})`, rows);
  const after = await checksumsOf(target, { projectId, days }, cut);
  const unchanged = [...checked.values()].filter(
    (one) => after.get(one.day)?.events === one.events && after.get(one.day)?.checksum === one.checksum,
  );
  if (unchanged.length === 0) return [];
  const currencies = await currenciesOf(target, seal);
  // Last, since the numbers that the rows are made of may be deleted until then.
  await assertSound(target, { ...seal, days: unchanged.map(({ day }) => day) });
  const counted = await eventsInAllSums(target, seal);
  const whole = unchanged.filter(({ day, events }) => counted.get(day) === events);
  if (whole.length === 0) return [];
  await publishSeals(
    target,
    whole.map(({ day, events, checksum }) => ({
      project_id: projectId,
      day: dateOf(day),
      seal: sealOf(seal, day),
      sealed_at: (sealedAt / 1_000).toFixed(3),
      cut: cut / 1_000,
      events,
      checksum: signed(checksum, midnights.get(day) ?? 0),
      numbering,
      basis: basisOf(money, currencies.get(day) ?? []),
      has_persons: 1,
      divided_at: midnights.get(day) ?? 0,
    })),
  );
  // An erasure may have forgotten the days before they were published, and so have deleted no seal of them.
  const published = await eventsInAllSums(target, seal);
  const emptied = whole.filter(({ day, events }) => published.get(day) !== events);
  if (emptied.length > 0) await withdrawSeals(target, projectId, emptied, sealedAt);
  return whole.filter((one) => !emptied.includes(one)).map(({ day }) => day);
}

/** Other days whose seals take a session for theirs alone that now is known to span days. */
async function daysWithUnmarked(
  { database, clickhouse }: InsertTarget,
  { projectId, days }: DaysToSeal,
  states: readonly SealState[],
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

/**
 * In which currencies the days have amounts. Asked last: an event that came meanwhile may add one that no sum has, which costs
 * no more than a new seal.
 */
async function currenciesOf(target: InsertTarget, seal: Seal): Promise<Map<number, CurrencyDay[]>> {
  const rows = await select<[number, string, string]>(target, currencyDays(seal));
  const found = new Map<number, CurrencyDay[]>();
  for (const [number, currency, day] of rows)
    found.set(Number(number), [...(found.get(Number(number)) ?? []), { currency, day }]);
  return found;
}

interface Checksum {
  readonly day: number;
  readonly events: string;
  readonly checksum: string;
}

async function checksumsOf(
  target: InsertTarget,
  { projectId, days }: DaysToSeal,
  cut: number,
): Promise<Map<number, Checksum>> {
  const rows = await select<[number, string, string]>(
    target,
    sql`SELECT toUInt32(toDate(timestamp)) AS day, toString(count()), toString(sum(cityHash64(id)))
FROM ${identifier(target.database)}.events
WHERE project_id = ${param.string(projectId)} AND toDate(timestamp) IN ${param.days(days)} AND ${receivedBefore(cut)}
GROUP BY toDate(timestamp)`,
  );
  return new Map(
    rows.map(([day, events, checksum]) => [Number(day), { day: Number(day), events, checksum }]),
  );
}

/**
 * What a seal keeps of its events' ids. A divided one has where it is divided added, so that programs that know of no division, and would read its
 * first part alone, take it for broken.
 */
function signed(checksum: string, dividedAt: number): string {
  return String(BigInt.asUintN(64, BigInt(checksum) + BigInt(dividedAt)));
}

/** The number of a day's seal in a run. */
function sealOf({ run }: Pick<Seal, 'run'>, day: number): number {
  return run * dayBits + day;
}
