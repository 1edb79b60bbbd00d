import { type DayState, dayStatesQuery } from '@gatrix/analytics-clickhouse-schema';
import type { Runner } from '../query/run.ts';
import type { Tables } from '../query/tables.ts';
import type { Days, SpanningSession } from './days.ts';
import { spanningSessions } from './spanning.ts';

/** Projects whose days are remembered. */
const maxKnown = 100;

/**
 * Resolves which days' seals are intact: their events are those that were summed up. Asks ClickHouse each time, and
 * for the sessions that span days only where a day is another than it was.
 */
export function createDaysFinder(tables: Tables, maxListed: number) {
  const known = new Map<string, { readonly key: string; readonly days: Days }>();
  return async (projectId: string, runner: Runner): Promise<Days> => {
    const states = await runner.run<DayState>(dayStatesQuery(tables.database, projectId));
    const key = JSON.stringify(
      states.map(({ day, seal, is_intact, checksum }) => [day, seal, is_intact, checksum]).sort(),
    );
    const last = known.get(projectId);
    if (last?.key === key) return last.days;
    const sealed = new Map(states.filter(({ is_intact }) => is_intact).map(({ day, seal }) => [day, seal]));
    const open = states.filter(({ is_intact }) => !is_intact).map(({ day }) => day);
    const spanning = await spanningSessions(
      { tables, projectId, days: { ...allOpen, sealed, open } },
      runner,
      maxListed,
    );
    const days: Days = { sealed, open, spanning, ...totalsOf(states, spanning) };
    known.delete(projectId);
    known.set(projectId, { key, days });
    for (const oldest of known.keys()) if (known.size > maxKnown) known.delete(oldest);
    return days;
  };
}

/** For who reads events as they are: nothing is sealed. */
export const allOpen: Days = { sealed: new Map(), open: [], spanning: [], totals: new Set(), numbering: 0 };

/** A day with a session that turned out to span days has it in its totals, too. */
function totalsOf(
  states: readonly DayState[],
  spanning: readonly SpanningSession[] | undefined,
): Pick<Days, 'totals' | 'numbering'> {
  const intact = states.filter(({ is_intact }) => is_intact);
  const numbering = Math.max(0, ...intact.map((state) => state.numbering));
  if (!spanning || numbering === 0) return { totals: new Set(), numbering };
  const wrong = new Set(spanning.filter(({ is_marked }) => !is_marked).flatMap(({ seals }) => seals));
  const right = intact.filter((state) => state.numbering === numbering && !wrong.has(state.seal));
  return { totals: new Set(right.map(({ seal }) => seal)), numbering };
}
