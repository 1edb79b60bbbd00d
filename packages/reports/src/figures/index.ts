import type { AlertInterval } from '@gatrix/analytics-protocol/insights';
import { InvalidParametersError } from '../query/errors.ts';
import type { Project } from '../query/plan.ts';
import type { Span } from '../time/span.ts';
import { activeUsersFigures } from './active-users.ts';
import type { FigureReport, MainFigure, SavedQuery, Settling } from './figure.ts';
import { funnelFigures } from './funnel.ts';
import { metricsFigures } from './metrics.ts';
import { monetizationFigures } from './monetization.ts';
import { queryFigures } from './query.ts';
import { retentionFigures } from './retention.ts';
import { segmentFigures } from './segment.ts';
import type { FigureSource } from './shared-answers.ts';

export type { MainFigure } from './figure.ts';
export { type FigureSource, sharedAnswers } from './shared-answers.ts';

/** By the report's name in the query API, and by the dashboard's page that saves it. */
const reportsWithFigures: Readonly<Record<string, FigureReport>> = {
  metrics: metricsFigures,
  timeseries: metricsFigures,
  overview: metricsFigures,
  query: queryFigures,
  explore: queryFigures,
  versions: queryFigures,
  funnel: funnelFigures,
  funnels: funnelFigures,
  retention: retentionFigures,
  monetization: monetizationFigures,
  activeUsers: activeUsersFigures,
  'active-users': activeUsersFigures,
  segment: segmentFigures,
};

/** One number of a report. */
export interface Figure {
  /** Of the query API, of a page, or `segment`, whose query is `{"id"}`. */
  readonly report: string;
  readonly query: SavedQuery;
  readonly figure: string;
}

/** Throws InvalidParametersError where the report has no figures, or not this one, or not in these buckets. */
export function settlingOf({ report, query, figure }: Figure, interval?: AlertInterval): Settling {
  return found(report).settling(query, figure, interval);
}

/** The figures that stand for a whole report. Throws InvalidParametersError where it has none. */
export function mainFigures({ report, query }: Omit<Figure, 'figure'>): readonly MainFigure[] {
  return found(report).main(query);
}

/** Whether the figure is an amount in the project's currency. */
export function isAmount({ report, query, figure }: Figure): boolean {
  return found(report).isAmount?.(query, figure) ?? false;
}

/** The number over a span; null where there is nothing to say. Rejects as the report does. */
export function readFigure(
  reports: FigureSource,
  project: Project,
  figure: Figure,
  span: Span,
): Promise<number | null> {
  return found(figure.report).read(reports, project, figure.query, figure.figure, span);
}

function found(report: string): FigureReport {
  const definition = Object.hasOwn(reportsWithFigures, report) ? reportsWithFigures[report] : undefined;
  if (definition) return definition;
  throw new InvalidParametersError([{ field: 'figure', message: `there is none of the report ${report}` }]);
}
