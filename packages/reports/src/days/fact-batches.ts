import {
  identifier,
  joinSql,
  param,
  type SessionFact,
  type Sql,
  sql,
} from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { factRows } from './activity-rows.ts';
import type { Days } from './days.ts';
import { cutForTotals, type Part, together, totalsOf } from './totals.ts';

/** A row of a breakdown by a fact. */
export interface FactRow {
  readonly name: string;
  readonly sessions: number;
  readonly unique_visitors: number;
  readonly screen_views: number;
  readonly revenue: number;
}

export interface FactQuestion {
  readonly fact: SessionFact;
  /** How many rows are wanted: those with the most sessions, then visitors, then by name. */
  readonly rows: number;
}

/** Resolves with the first rows of a breakdown of the plan's range by a fact; rejects as the runner does. */
export type FactLoader = (plan: Plan, question: FactQuestion, runner: Runner) => Promise<readonly FactRow[]>;

interface Asked extends FactQuestion {
  readonly runner: Runner;
  readonly resolve: (rows: readonly FactRow[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Answers questions by several facts of one range with one statement, where they are asked at the same time, as a page with several
 * breakdowns does: the rows of days that are not over are then read once for all.
 */
export function createFactLoader(createRunner: (signal: AbortSignal) => Runner): FactLoader {
  // By the days' own object, which is another whenever anything is stored.
  const waiting = new WeakMap<Days, Map<string, Asked[]>>();
  return (plan, question, runner) =>
    new Promise((resolve, reject) => {
      const ofDays = waiting.get(plan.days) ?? new Map<string, Asked[]>();
      waiting.set(plan.days, ofDays);
      const key = JSON.stringify([plan.projectId, plan.range.from, plan.range.to]);
      const batch = ofDays.get(key);
      const asked = { ...question, runner, resolve, reject };
      if (batch) {
        batch.push(asked);
        return;
      }
      const started = [asked];
      ofDays.set(key, started);
      setImmediate(() => {
        ofDays.delete(key);
        answer(plan, started, createRunner);
      });
    });
}

/** Given up when none of those who asked waits any more. */
async function answer(
  plan: Plan,
  batch: readonly Asked[],
  createRunner: (signal: AbortSignal) => Runner,
): Promise<void> {
  const abort = new AbortController();
  const leave = () => {
    for (const { runner, reject } of batch) if (runner.signal?.aborted) reject(runner.signal.reason);
    if (batch.every(({ runner }) => runner.signal?.aborted)) abort.abort();
  };
  for (const { runner } of batch) runner.signal?.addEventListener('abort', leave, { once: true });
  try {
    leave();
    const facts = [...new Set(batch.map(({ fact }) => fact))];
    const statement = byFacts(plan, facts, Math.max(...batch.map(({ rows }) => rows)));
    const runner = createRunner(abort.signal);
    const found = statement ? await runner.run<FactRow & { readonly fact: string }>(statement) : [];
    for (const { fact, rows, runner: asker, resolve } of batch) {
      asker.countRows(runner.rowsRead());
      const own = found.filter((row) => row.fact === fact).slice(0, rows);
      resolve(own.map(({ fact: _, ...row }) => row));
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  } finally {
    for (const { runner } of batch) runner.signal?.removeEventListener('abort', leave);
  }
}

/** By what sealed days know of each session. Undefined where there is nothing to ask. */
function byFacts(plan: Plan, facts: readonly SessionFact[], rows: number): Sql | undefined {
  const cut = cutForTotals(plan, plan.range);
  const parts = totalsOf(plan, cut, facts, figures, { key: sql`(toString(dimension), value)` });
  const ofRows = factRows(plan, cut, facts);
  if (ofRows) parts.push(factPart(ofRows, facts));
  if (parts.length === 0) return undefined;
  return sql`SELECT tupleElement(key, 1) AS fact, tupleElement(key, 2) AS name, sessions, visitors AS unique_visitors, page_views AS screen_views, revenue
FROM (
${together(parts, figures)}
)
WHERE sessions > 0 OR events > 0
ORDER BY fact, sessions DESC, unique_visitors DESC, name
LIMIT ${param.limit(rows)} BY fact`;
}

/** `events`: rows, since it matters only whether there are any. */
const figures = ['sessions', 'page_views', 'revenue', 'events'] as const;

function factPart(rows: Sql, facts: readonly SessionFact[]): Part {
  const named = facts.map((fact) => sql`(${param.string(fact)}, ${identifier(`of_${fact}`)})`);
  return {
    key: sql`fact`,
    devices: sql`in_range`,
    figures: {
      sessions: sql`countIf(is_session) + uniqExactIf(session_hash, in_session)`,
      page_views: sql`sumIf(page_views, in_range)`,
      revenue: sql`sumIf(revenue, in_range)`,
      events: sql`countIf(in_range)`,
    },
    source: sql`FROM (
  ${rows}
  ) ARRAY JOIN [${joinSql(named, sql`, `)}] AS fact`,
  };
}
