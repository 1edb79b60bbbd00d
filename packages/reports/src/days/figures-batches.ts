import { type Sql, toQuery } from '@gatrix/analytics-clickhouse-schema';
import { activePersons, knownPersons } from '../audience/active-persons.ts';
import type { FiguresLoader, Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { type Days, type Split, splitOf } from './days.ts';
import { answersTo, isKnownByTotals } from './figures.ts';
import { answersOfMatches } from './matches.ts';
import { personRows } from './person-rows.ts';
import type { ByTime, FiguresRow, Question } from './question.ts';
import { splitForTotals } from './totals.ts';

interface Asked {
  readonly question: Question;
  readonly runner: Runner;
  readonly resolve: (rows: readonly FiguresRow[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Answers questions about one range together, where they are asked at the same time, as a page with key figures, a chart and several
 * breakdowns does (and pages, where there is a filter on events): with one statement where totals of days say it all or there is a filter, else with one by time and one by facts, so that
 * the rows of days that are not over are read once for all.
 */
export function createFiguresLoader(createRunner: (signal: AbortSignal) => Runner): FiguresLoader {
  // By the days' own object, which is another whenever anything is stored.
  const waiting = new WeakMap<Days, Map<string, Asked[]>>();
  return (plan, question, runner) =>
    new Promise((resolve, reject) => {
      const ofDays = waiting.get(plan.days) ?? new Map<string, Asked[]>();
      waiting.set(plan.days, ofDays);
      const key = keyOf(plan);
      const batch = ofDays.get(key);
      const asked = { question, runner, resolve, reject };
      if (batch) {
        batch.push(asked);
        return;
      }
      const started = [asked];
      ofDays.set(key, started);
      setImmediate(() => {
        ofDays.delete(key);
        const split = plan.filter ? splitOf(plan.days, plan.range) : splitForTotals(plan, plan.range);
        const groups =
          plan.filter || isKnownByTotals(split)
            ? [started]
            : [
                started.filter(({ question }) => 'keyOf' in question),
                started.filter(({ question }) => 'fact' in question),
              ];
        for (const group of groups) if (group.length > 0) void answer(plan, split, group, createRunner);
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
async function answer(
  plan: Plan,
  split: Split,
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
    const questions = batch.map(({ question }) => question);
    const isOfRows = !plan.filter || (plan.sealedFilter && !isFine(questions));
    const runner = createRunner(abort.signal);
    const answers = isOfRows
      ? await answersOfRows(plan, split, questions, runner)
      : await answersOfEvents(plan, questions, runner);
    batch.forEach(({ question: { rows }, runner: asker, resolve }, place) => {
      asker.countRows(runner.rowsRead());
      resolve(answers.filter(({ question }) => question === place).slice(0, rows));
    });
  } catch (error) {
    for (const { reject } of batch) reject(error);
  } finally {
    for (const { runner } of batch) runner.signal?.removeEventListener('abort', leave);
  }
}

/** A row with the place of its question. */
type Answer = FiguresRow & { readonly question: number };

async function answersOfRows(
  plan: Plan,
  split: Split,
  questions: readonly Question[],
  runner: Runner,
): Promise<readonly Answer[]> {
  const statement = answersTo(plan, split, questions);
  const [found, people] = await Promise.all([
    statement ? runner.run<Answer>(statement) : [],
    peopleByTime(plan, questions, runner),
  ]);
  if (!people) return found;
  return found.map((row) => ({ ...row, people: people[row.question]?.get(Number(row.key)) ?? 0 }));
}

/** The events are read once, for active persons, too. */
async function answersOfEvents(
  plan: Plan,
  questions: readonly Question[],
  runner: Runner,
): Promise<readonly Answer[]> {
  const isByTime = questions.some((question) => 'keyOf' in question);
  const persons = isByTime ? await knownPersons(plan, runner) : undefined;
  return runner.run<Answer>(answersOfMatches(plan, questions, persons));
}

/** Who was active, by the keys of the questions by time, at the questions' places; undefined where a person is a device. */
export async function peopleByTime(
  plan: Plan,
  questions: readonly Question[],
  runner: Runner,
): Promise<readonly (ReadonlyMap<number, number> | undefined)[] | undefined> {
  const byTime = questions.filter((question): question is ByTime => 'keyOf' in question);
  if (byTime.length === 0) return undefined;
  const keysAt = (time: Sql) => byTime.map(({ keyOf }) => keyOf(time));
  const people = await activePersons(plan, personRows(plan, keysAt, isFine(questions)), runner);
  return (
    people &&
    questions.map((question) => ('keyOf' in question ? people[byTime.indexOf(question)] : undefined))
  );
}

/** Whether a question is about less than a quarter of an hour, so that events alone know. */
function isFine(questions: readonly Question[]): boolean {
  return questions.some((question) => 'grain' in question && question.grain === 'event');
}
