import {
  convertedStates,
  type DayState,
  dayStatesQuery,
  isRead,
  leftOut,
  type Money,
  moneySql,
  newestOf,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import QuickLRU from 'quick-lru';
import type { Runner } from '../query/run.ts';
import type { FindStoredState, StoredState } from '../query/stored-state.ts';
import type { Tables } from '../query/tables.ts';
import { type Days, type DaysScope, onDays } from './days.ts';
import { readOpenNumbers } from './open-numbers.ts';
import { readSeams, wholeSeams } from './seams.ts';
import { sessionsOverDays, unsettledSeals } from './spanning.ts';

/** Projects whose days are remembered at least, the most recent ones; at most twice as many. */
const maxKnown = 50;

/**
 * Resolves which days' seals are intact: their events are those that were summed up, their devices named by the newest
 * numbers, their amounts converted as they are now. Asks ClickHouse each time, after the call, whether anything was stored since it last asked for the days' states; where
 * something was, it asks for those, and where a day's state has changed for the sessions that span days. Those who call while it asks wait for the next
 * answer together, and so does who called first: what they ask then is answered together, too.
 */
export function createDaysFinder(
  tables: Tables,
  maxListed: number,
  { runner, findStored }: { readonly runner: Runner; readonly findStored: FindStoredState },
) {
  const known = new QuickLRU<string, Known>({ maxSize: maxKnown });
  const asked = new Map<string, Asked>();

  const find = async (projectId: string, money: Money): Promise<FoundDays> => {
    const name = nameOf(projectId, money);
    // Before the days' states, which may then be newer than it but never older.
    const stored = await findStored();
    const last = known.get(name);
    if (last && stored && last.stored === stored.days) return { days: last.days, stored };
    const rows = await runner.run<DayState>(dayStatesQuery(tables.database, projectId));
    const states = convertedStates(rows, money);
    const key = JSON.stringify(
      states.map(({ day, seal, cut, is_intact, checksum }) => [day, seal, cut, is_intact, checksum]).sort(),
    );
    const of = { tables: { ...tables, money: moneySql(money) }, projectId };
    const days =
      last?.key === key
        ? await withNewSeams(of, last.days, runner)
        : await daysOf(of, states, runner, maxListed);
    known.set(name, { stored: stored?.days, key, days });
    return { days, stored };
  };

  // Not `joined` of `packages/batching`, which would answer the first caller before the others, and so by a statement of its own.
  const ask = (projectId: string, money: Money): Promise<FoundDays> => {
    const name = nameOf(projectId, money);
    // What is asked at the same time waits for one answer: it is then answered together, too.
    const running = soon(() => {
      one.hasBegun = true;
      return find(projectId, money);
    }).finally(() => {
      if (one.next === undefined) asked.delete(name);
    });
    const one: Asked = { running, hasBegun: false, next: undefined };
    asked.set(name, one);
    return running;
  };

  return (projectId: string, money: Money): Promise<FoundDays> => {
    const name = nameOf(projectId, money);
    const before = asked.get(name);
    if (!before) {
      const running = ask(projectId, money);
      const one = asked.get(name);
      return running.then((found) => one?.next ?? found);
    }
    if (!before.hasBegun) return before.running;
    const after = () => ask(projectId, money);
    before.next ??= before.running.then(after, after);
    return before.next;
  };
}

export interface FoundDays {
  readonly days: Days;
  /** What was stored before the days were looked up, and after they were asked for. */
  readonly stored: StoredState | undefined;
}

/** Of a project whose amounts are converted so. */
function nameOf(projectId: string, { key }: Money): string {
  return `${key} ${projectId}`;
}

interface Asked {
  readonly running: Promise<FoundDays>;
  hasBegun: boolean;
  next: Promise<FoundDays> | undefined;
}

interface Known {
  readonly stored: string | undefined;
  readonly key: string;
  readonly days: Days;
}

type DaysOf = Pick<DaysScope, 'tables' | 'projectId'>;

/** Begins when all that is being read from connections now has been. */
async function soon<Value>(begin: () => Promise<Value>): Promise<Value> {
  await new Promise((resolve) => setImmediate(resolve));
  return begin();
}

/** Seams are made after the seals that they join. */
async function withNewSeams(of: DaysOf, days: Days, runner: Runner): Promise<Days> {
  const seams = await readSeams({ ...of, days }, runner);
  return { ...days, seams: wholeSeams(seams, days.spanning) };
}

/** What can be asked at once is: who looks at a project to which events come waits for it each time. */
async function daysOf(
  of: DaysOf,
  states: readonly DayState[],
  runner: Runner,
  maxListed: number,
  interleaved: readonly number[] = [],
): Promise<Days> {
  const days = sealedAndOpen(states, interleaved);
  const scope = { ...of, days };
  const [sessions, openNumbers, seams, openWithout] = await Promise.all([
    sessionsOverDays(scope, runner, maxListed),
    readOpenNumbers(scope, states, runner, maxListed),
    readSeams(scope, runner),
    daysLeavingOut(scope, runner),
  ]);
  if (sessions.interleaved.length > 0) {
    return daysOf(of, states, runner, maxListed, [...interleaved, ...sessions.interleaved]);
  }
  const { spanning } = sessions;
  const unsettled = spanning
    ? spanning.filter(({ is_marked }) => !is_marked).flatMap(({ seals }) => seals)
    : await unsettledSeals(scope, runner);
  const settled = new Set([...days.sealed.values()].filter((seal) => !unsettled.includes(seal)));
  const sealedWithout = states.filter(({ day, basis }) => days.sealed.has(day) && leftOut(basis));
  return {
    ...days,
    spanning,
    settled,
    seams: wholeSeams(seams, spanning),
    openNumbers,
    leftOut: [...new Set([...sealedWithout.map(({ day }) => day), ...openWithout])],
  };
}

/** The days' seals, but for those that interleave with what came later: these days are open. */
function sealedAndOpen(states: readonly DayState[], interleaved: readonly number[]): Days {
  const numbering = newestOf(states);
  const isSealed = (state: DayState) => isRead(state, numbering) && !interleaved.includes(state.day);
  return {
    ...allOpen,
    numbering,
    events: new Map(states.map(({ day, events }) => [day, events])),
    sealed: new Map(states.filter(isSealed).map(({ day, seal }) => [day, seal])),
    withPersons: new Set(states.filter(({ has_persons }) => has_persons === 1).map(({ seal }) => seal)),
    dividedAt: new Map(
      states.filter(({ divided_at }) => divided_at > 0).map(({ seal, divided_at }) => [seal, divided_at]),
    ),
    open: states
      .filter((state) => !isSealed(state) || state.later > 0)
      .map((state) => (isSealed(state) ? { day: state.day, since: state.cut } : { day: state.day })),
  };
}

/** Resolves with the open days that have amounts whose currencies have no rate. */
async function daysLeavingOut(scope: DaysScope, runner: Runner): Promise<number[]> {
  if (scope.days.open.length === 0) return [];
  const rows = await runner.run<{ number: number }>(sql`SELECT DISTINCT toUInt32(toDate(timestamp)) AS number
FROM ${scope.tables.events}
WHERE ${onDays(scope, scope.days.open)} AND ${scope.tables.money.isUnconverted}`);
  return rows.map(({ number }) => number);
}

/** For who reads events as they are: nothing is sealed. */
const allOpen: Days = {
  sealed: new Map(),
  open: [],
  events: new Map(),
  leftOut: [],
  spanning: [],
  settled: new Set(),
  seams: [],
  withPersons: new Set(),
  dividedAt: new Map(),
  numbering: 0,
  openNumbers: undefined,
};
