import type { CountedPersons, KnownPersons } from '../audience/active-persons.ts';
import type { Plan } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { personsOfTotals } from './person-sets.ts';
import type { PersonSplit } from './person-split.ts';
import type { ByTime } from './question.ts';

interface Counted extends CountedPersons<number> {
  /** How many ids of the totals are another person's. */
  readonly moved: number;
}

/**
 * Distinct persons by the keys of questions by time. Mostly no id of the totals is another person's; where one is, as that of a device that somebody was
 * identified on, a second statement finds out whose. `translated` remembers the projects for which that was so.
 */
export async function countByTotals(
  plan: Plan,
  known: KnownPersons,
  split: PersonSplit,
  questions: readonly ByTime[],
  { runner, translated }: { readonly runner: Runner; readonly translated: Translated },
): Promise<readonly CountedPersons<number>[]> {
  const count = (translates: boolean) =>
    runner.run<Counted>(personsOfTotals(plan, known, { split, questions, translates }));
  const before = translated.has(plan.projectId);
  const counted = await count(before);
  const hasMoved = counted.some(({ moved }) => Number(moved) > 0);
  if (!hasMoved) translated.delete(plan.projectId);
  if (!hasMoved || before) return counted;
  translated.set(plan.projectId, true);
  return count(true);
}

/** Projects where ids of totals were another person's, the last time. It is about speed alone. */
export type Translated = Pick<Map<string, true>, 'has' | 'set' | 'delete'>;
