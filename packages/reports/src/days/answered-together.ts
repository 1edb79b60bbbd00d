import { toQuery } from '@gatrix/analytics-clickhouse-schema';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import type { Days } from './days.ts';

interface Asked<Question, Answer> {
  readonly question: Question;
  readonly runner: Runner;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export interface AnsweredTogetherOptions<Question, Answer> {
  readonly createRunner: (signal: AbortSignal) => Runner;
  /** Which of them are answered by one statement; default: all. */
  readonly groupsOf?: <One extends { readonly question: Question }>(
    plan: Plan,
    asked: readonly One[],
  ) => readonly (readonly One[])[];
  /** Resolves with an answer for each question. */
  readonly answer: (plan: Plan, questions: readonly Question[], runner: Runner) => Promise<readonly Answer[]>;
}

/**
 * Answers questions about the same range and filter together, where they arrive in the same turn of the event loop. Rejects as the runner does.
 * Nothing of `packages/batching`, whose items all settle with their batch: here who gives up is rejected at once, and the last one ends the statement.
 */
export function answeredTogether<Question, Answer>({
  createRunner,
  groupsOf = (_plan, asked) => [asked],
  answer,
}: AnsweredTogetherOptions<Question, Answer>) {
  // By the days' own object, which is another whenever anything is stored.
  const waiting = new WeakMap<Days, Map<string, Asked<Question, Answer>[]>>();
  return (plan: Plan, question: Question, runner: Runner): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const ofDays = waiting.get(plan.days) ?? new Map<string, Asked<Question, Answer>[]>();
      waiting.set(plan.days, ofDays);
      const key = keyOf(plan);
      const asked = { question, runner, resolve, reject };
      const batch = ofDays.get(key);
      if (batch) {
        batch.push(asked);
        return;
      }
      const started = [asked];
      ofDays.set(key, started);
      setImmediate(() => {
        ofDays.delete(key);
        for (const group of groupsOf(plan, started))
          if (group.length > 0) void answerBatch(plan, group, createRunner, answer);
      });
    });
}

/** The same for questions that one statement can answer. */
function keyOf({ projectId, range, filter }: Plan): string {
  return JSON.stringify(
    [projectId, range.from, range.to, filter ? toQuery(filter) : null],
    (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  );
}

/** Given up when none of those who asked waits any more. */
async function answerBatch<Question, Answer>(
  plan: Plan,
  batch: readonly Asked<Question, Answer>[],
  createRunner: (signal: AbortSignal) => Runner,
  answer: AnsweredTogetherOptions<Question, Answer>['answer'],
): Promise<void> {
  const abort = new AbortController();
  const leave = () => {
    for (const { runner, reject } of batch) if (runner.signal?.aborted) reject(runner.signal.reason);
    if (batch.every(({ runner }) => runner.signal?.aborted)) abort.abort();
  };
  for (const { runner } of batch) runner.signal?.addEventListener('abort', leave, { once: true });
  try {
    leave();
    const runner = createRunner(abort.signal);
    const questions = batch.map(({ question }) => question);
    const answers = await answer(plan, questions, runner);
    batch.forEach((asker, place) => {
      asker.runner.countRows(runner.rowsRead());
      const own = answers[place];
      if (own !== undefined) asker.resolve(own);
      else asker.reject(new Error('a question has no answer'));
    });
  } catch (error) {
    for (const { reject } of batch) reject(error);
  } finally {
    for (const { runner } of batch) runner.signal?.removeEventListener('abort', leave);
  }
}
