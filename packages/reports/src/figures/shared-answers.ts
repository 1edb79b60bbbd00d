import type { Ask, Reports } from '../create-reports.ts';

/** The reports that figures are read from. */
export type FigureSource = Pick<
  Reports,
  'metrics' | 'query' | 'funnel' | 'retention' | 'monetization' | 'activeUsers' | 'segmentHistory'
>;

/** The same reports, where equal questions have one answer: for figures that are read together, and forgotten with them. */
export function sharedAnswers(reports: FigureSource): FigureSource {
  return {
    metrics: askedOnce(reports.metrics),
    query: askedOnce(reports.query),
    funnel: askedOnce(reports.funnel),
    retention: askedOnce(reports.retention),
    monetization: askedOnce(reports.monetization),
    activeUsers: askedOnce(reports.activeUsers),
    segmentHistory: askedOnce(reports.segmentHistory),
  };
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
