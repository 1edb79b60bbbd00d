import { joinSql, param, sql } from '@gatrix/analytics-clickhouse-schema';
import { answeredTogether } from '../days/answered-together.ts';
import { eventsIn } from '../query/compile.ts';
import type { PersonsLoader, Plan, ShownValues } from '../query/plan.ts';
import type { Runner } from '../query/run.ts';
import { dimensionOf } from '../reports/dimension.ts';
import { countPersons, knownPersons, personKeys } from './active-persons.ts';

type People = ReadonlyMap<string, number> | null;

/** Counts the active users of values of facts, as breakdowns show them: those of several facts by one statement, which reads the events once. */
export function createPersonsLoader(createRunner: (signal: AbortSignal) => Runner): PersonsLoader {
  return answeredTogether<ShownValues, People>({ createRunner, answer: peopleOfAll });
}

async function peopleOfAll(
  plan: Plan,
  questions: readonly ShownValues[],
  runner: Runner,
): Promise<readonly People[]> {
  const persons = await knownPersons(plan);
  if (!persons) return questions.map(() => null);
  const facts = [...new Set(questions.map(({ fact }) => fact))];
  const dimensions = facts.map((fact) => dimensionOf(plan, fact, 'dimension'));
  const keys = dimensions.map(({ value }, place) => {
    const shown = questions.filter(({ fact }) => fact === facts[place]).flatMap(({ values }) => values);
    // All others are one key, which no value is.
    return sql`if(has(${param.strings([...new Set(shown)])}, ${value}), concat('=', ${value}), '')`;
  });
  const joins = joinSql(
    dimensions.map(({ join }) => join),
    sql``,
  );
  const from = sql`FROM ${plan.tables.events}${joins}
  WHERE ${eventsIn(plan, plan.range)}`;
  const counted = await countPersons<string>(plan, persons, personKeys(keys, from), runner);
  return questions.map(
    ({ fact }) =>
      new Map(
        counted
          .filter(({ place, key }) => place === facts.indexOf(fact) && key !== '')
          .map(({ key, people }) => [key.slice(1), people]),
      ),
  );
}
