import type { AlertInterval } from '@gatrix/analytics-protocol/insights';
import { InvalidParametersError } from '../query/errors.ts';
import type { Project } from '../query/plan.ts';
import type { Span } from '../time/span.ts';
import type { FigureSource } from './shared-answers.ts';

/** A report's parameters as they were saved. */
export type SavedQuery = Readonly<Record<string, unknown>>;

/** Time after a bucket in which what happened in it may still come to count: calendar periods, then milliseconds. */
export interface Settling {
  readonly periods: number;
  readonly ms: number;
}

/** How one number is read from a report. Adding a report is one file and one line of `index.ts`. */
export interface FigureReport {
  /** Names and forms of its figures, for people: `A`, `conversion:2`. */
  readonly figures: string;
  /** Whether a figure is an amount in the project's currency; without it none is. */
  isAmount?(query: SavedQuery, figure: string): boolean;
  /** Those that stand for the whole report, each with what it counts where its name does not say. */
  main(query: SavedQuery): readonly MainFigure[];
  /** Throws InvalidParametersError, which names `figure` or `interval`, for what it does not have. */
  settling(query: SavedQuery, figure: string, interval: AlertInterval | undefined): Settling;
  /** Over a span; null where there is nothing to say, such as the mean of nothing. */
  read(
    reports: FigureSource,
    project: Project,
    query: SavedQuery,
    figure: string,
    span: Span,
  ): Promise<number | null>;
}

/** `label`: the name of an event, or null. */
export interface MainFigure {
  readonly figure: string;
  readonly label: string | null;
}

export const named = (...figures: readonly string[]): readonly MainFigure[] =>
  figures.map((figure) => ({ figure, label: null }));

export const settled: Settling = { periods: 0, ms: 0 };

/** The saved parameters over a span, without what has no meaning for one number. */
export function over(query: SavedQuery, { from, to }: Span, without: readonly string[] = []): SavedQuery {
  const left = new Set(['compare', 'interval', 'limit', 'cursor', ...without]);
  const kept = Object.entries(query).filter(([name]) => !left.has(name));
  const [startDate, endDate] = [new Date(from).toISOString(), new Date(to).toISOString()];
  return { ...Object.fromEntries(kept), startDate, endDate };
}

export function unknownFigure(figures: string): InvalidParametersError {
  return new InvalidParametersError([{ field: 'figure', message: `must be ${figures}` }]);
}

export function onlyOf(interval: AlertInterval | undefined, wanted: string, what: string): void {
  if (interval === undefined || interval === wanted) return;
  throw new InvalidParametersError([{ field: 'interval', message: `must be ${wanted} for ${what}` }]);
}
