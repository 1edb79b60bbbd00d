import type { Metadata } from '@gatrix/analytics-metadata';
import type { AlertWatch } from '@gatrix/analytics-protocol/insights';
import { type Figure, InvalidParametersError, savedQueryOf } from '@gatrix/analytics-reports';

/** A figure, and what people call the report or segment that it is of. */
export interface Watched {
  readonly figure: Figure;
  readonly name: string;
}

/** What an alert watches. Throws InvalidParametersError where there is no such report or segment any more. */
export async function watchedFigure(
  { savedReports, segments }: Pick<Metadata, 'savedReports' | 'segments'>,
  projectId: string,
  watch: AlertWatch,
): Promise<Watched> {
  if ('segmentId' in watch) {
    const segment = await segments.get(watch.segmentId);
    if (segment?.projectId !== projectId) throw missing('segmentId', 'segment');
    return { figure: { report: 'segment', query: { id: segment.id }, figure: 'size' }, name: segment.name };
  }
  const saved = await savedReports.get(watch.savedReportId);
  if (saved?.projectId !== projectId) throw missing('savedReportId', 'saved report');
  const figure = { report: saved.report, query: savedQueryOf(saved), figure: watch.figure };
  return { figure, name: saved.name };
}

function missing(field: string, what: string): InvalidParametersError {
  return new InvalidParametersError([{ field, message: `is not a ${what} of this project` }]);
}
