import type { Ask, Asks } from '../ask.ts';
import { reportList } from '../definitions.ts';

/** The reports that figures are read from. */
export type FigureSource = Asks;

/** The same reports, where equal questions have one answer: for figures that are read together, and forgotten with them. */
export function sharedAnswers(reports: FigureSource): FigureSource {
  const once = reportList.map(({ name }) => [name, askedOnce<never, unknown>(reports[name])]);
  return Object.fromEntries(once) as FigureSource;
}

function askedOnce<Parameters, Data>(ask: Ask<Parameters, Data>): Ask<Parameters, Data> {
  const answers = new Map<string, ReturnType<typeof ask>>();
  return (project, parameters) => {
    const key = JSON.stringify([project.id, project.timezone, parameters]);
    const answer = answers.get(key) ?? ask(project, parameters);
    answers.set(key, answer);
    return answer;
  };
}
