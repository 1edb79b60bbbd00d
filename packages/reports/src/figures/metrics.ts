import { type MetricsValues, metricsParameters, metricsValues } from '@gatrix/analytics-protocol/insights';
import { parseParameters } from '../query/parse.ts';
import { type FigureReport, named, over, settled, unknownFigure } from './figure.ts';

const names = metricsValues.keyof().options;
const figures = `one of ${names.join(', ')}`;

/** Means over sessions, which say nothing where there is no session. */
const ofSessions: readonly string[] = ['avg_session_duration', 'bounce_rate', 'views_per_session'];

function nameOf(figure: string): keyof MetricsValues {
  const name = names.find((known) => known === figure);
  if (!name) throw unknownFigure(figures);
  return name;
}

/** The figures of the overview. */
export const metricsFigures: FigureReport = {
  figures,
  isAmount: (_query, figure) => figure === 'total_revenue',
  main: () => named('active_users', 'total_sessions', 'total_events', 'total_revenue'),
  settling: (_query, figure) => {
    nameOf(figure);
    return settled;
  },
  read: async (reports, project, query, figure, span) => {
    const name = nameOf(figure);
    const { data } = await reports.metrics(project, parseParameters(metricsParameters, over(query, span)));
    return ofSessions.includes(name) && data.total_sessions === 0 ? null : data[name];
  },
};
