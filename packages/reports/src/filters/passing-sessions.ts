import { identifier, joinSql, param, type Sql, sql } from '@gatrix/analytics-clickhouse-schema';
import type { Filter } from '@gatrix/analytics-protocol/insights';
import { type Days, splitOf } from '../days/days.ts';
import { spanningRows } from '../days/session-rows.ts';
import type { Runner } from '../query/run.ts';
import { endOfTime } from '../time/span.ts';
import { compileFilter } from './compile.ts';
import type { AcquisitionFact, FilterScope } from './scope.ts';

/** Hashes of the listed sessions over several days that meet each condition on how a session came, in the order in which a filter is compiled. */
export type PassingSessions = readonly (readonly string[])[];

/**
 * Finds those sessions once for all questions that arrive together with one filter: a statement asks for them in up to ten places, and to
 * plan each of these as a subquery took half of its planning. `runner` has no asker's signal, since several wait for one answer.
 */
export function createPassingFinder(runner: Runner) {
  const running = new WeakMap<Days, Map<string, Promise<PassingSessions>>>();
  return (filter: Filter, scope: FilterScope): Promise<PassingSessions | undefined> => {
    const statement = passingSessions(filter, scope);
    if (!statement) return Promise.resolve(undefined);
    const ofDays = running.get(scope.days) ?? new Map<string, Promise<PassingSessions>>();
    running.set(scope.days, ofDays);
    const key = JSON.stringify(filter);
    const sessions =
      ofDays.get(key) ??
      runner
        .run<{ sessions: PassingSessions }>(statement)
        .then(([row]) => row?.sessions ?? [])
        .finally(() => ofDays.delete(key));
    ofDays.set(key, sessions);
    return sessions;
  };
}

/** Undefined where the filter has no such condition, or where sessions over several days are none or too many to be listed. */
function passingSessions(filter: Filter, scope: FilterScope): Sql | undefined {
  const { days } = scope;
  if (days.sealed.size === 0 || !days.spanning || days.spanning.length === 0) return undefined;
  const conditions: { readonly fact: AcquisitionFact; readonly condition: Sql }[] = [];
  compileFilter(filter, {
    ...scope,
    rows: 'spanning',
    sessionsThat: (fact, condition) => {
      conditions.push({ fact, condition });
      return sql`0`;
    },
  });
  if (conditions.length === 0) return undefined;
  const facts = [...new Set(conditions.map(({ fact }) => fact))];
  // Of open days only sessions with sealed rows are asked for.
  const split = { ...splitOf(days, { from: 0, to: endOfTime }), openInSpan: [] };
  const rows = spanningRows(
    scope,
    split,
    facts.map((fact) => `first_${fact}` as const),
  );
  return sql`SELECT [${joinSql(
    conditions.map(({ condition }) => sql`groupArrayIf(hash, ${condition})`),
    sql`, `,
  )}] AS sessions
FROM (
  SELECT toString(session_hash) AS hash, ${joinSql(
    facts.map((fact) => sql`${identifier(`first_${fact}`)} AS ${identifier(fact)}`),
    sql`, `,
  )}
  FROM (${rows})
)`;
}

/** Names the sessions in the statement: what a scope's `sessionsThat` says of the conditions one after the other. */
export function namedSessions(passing: PassingSessions): () => Sql {
  let place = 0;
  return () => {
    const sessions = passing[place++] ?? [];
    return sessions.length === 0 ? sql`0` : sql`session_hash IN ${param.hashes(sessions)}`;
  };
}
