import type { Sql } from '@gatrix/analytics-clickhouse-schema';
import QuickLRU from 'quick-lru';
import { countedBy, countPersons, knownPersons } from '../audience/active-persons.ts';
import type { FiguresLoader, Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { answeredTogether } from './answered-together.ts';
import { type Split, splitOf } from './days.ts';
import { answersTo, isKnownByTotals } from './figures.ts';
import { answersOfMatches } from './matches.ts';
import { runWithList } from './open-numbers.ts';
import { personRows } from './person-rows.ts';
import { splitForPersons } from './person-split.ts';
import { countByTotals, type Translated } from './person-totals.ts';
import type { ByTime, FiguresRow, Question } from './question.ts';
import { splitForTotals } from './totals.ts';

/** How many projects are remembered; the map keeps up to twice as many. */
const maxTranslated = 500;

/**
 * Answers questions about one range together, where they are asked at the same time, as a page with key figures, a chart and several
 * breakdowns does (and pages, where there is a filter on events): with one statement where totals of days say it all or there is a filter, else with one by time and one by facts, so that
 * the rows of days that are not over are read once for all.
 */
export function createFiguresLoader(createRunner: (signal: AbortSignal) => Runner): FiguresLoader {
  const translated: Translated = new QuickLRU<string, true>({ maxSize: maxTranslated });
  return answeredTogether<Question, readonly FiguresRow[]>({
    createRunner,
    groupsOf: (plan, asked) =>
      plan.filter || isKnownByTotals(splitFor(plan))
        ? [asked]
        : [
            asked.filter(({ question }) => 'keyOf' in question),
            asked.filter(({ question }) => 'fact' in question),
          ],
    answer: async (plan, questions, runner) => {
      const isOfRows = !plan.filter || (plan.sealedFilter && !isFine(questions));
      const answers = isOfRows
        ? await answersOfRows(plan, questions, { runner, translated })
        : await answersOfEvents(plan, questions, runner);
      return questions.map(({ rows }, place) =>
        answers.filter(({ question }) => question === place).slice(0, rows),
      );
    },
  });
}

/** What counting persons asks with, and what it remembers of projects. */
interface Counting {
  readonly runner: Runner;
  readonly translated: Translated;
}

function splitFor(plan: Plan): Split {
  return plan.filter ? splitOf(plan.days, plan.range) : splitForTotals(plan, plan.range);
}

/** A row with the place of its question. */
type Answer = FiguresRow & { readonly question: number };

async function answersOfRows(
  plan: Plan,
  questions: readonly Question[],
  counting: Counting,
): Promise<readonly Answer[]> {
  const [found, people] = await Promise.all([
    runWithList<Answer>(plan, counting.runner, (one) => answersTo(one, splitFor(one), questions)),
    peopleByTime(plan, questions, counting),
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
  const persons = isByTime ? await knownPersons(plan) : undefined;
  return runner.run<Answer>(answersOfMatches(plan, questions, persons));
}

/** Who was active, by the keys of the questions by time, at the questions' places; undefined where a person is a device. */
export async function peopleByTime(
  plan: Plan,
  questions: readonly Question[],
  { runner, translated }: Counting,
): Promise<readonly (ReadonlyMap<number, number> | undefined)[] | undefined> {
  const byTime = questions.filter((question): question is ByTime => 'keyOf' in question);
  if (byTime.length === 0) return undefined;
  const known = await knownPersons(plan);
  if (!known) return undefined;
  const keysAt = (time: Sql) => byTime.map(({ keyOf }) => keyOf(time));
  const split = splitForPersons(plan, byTime);
  const counted = split
    ? await countByTotals(plan, known, split, byTime, { runner, translated })
    : await countPersons<number>(plan, known, personRows(plan, keysAt, isFine(questions)), runner);
  const people = countedBy(counted, byTime.length);
  return questions.map((question) => ('keyOf' in question ? people[byTime.indexOf(question)] : undefined));
}

/** Whether a question is about less than a quarter of an hour, so that events alone know. */
function isFine(questions: readonly Question[]): boolean {
  return questions.some((question) => 'grain' in question && question.grain === 'event');
}
