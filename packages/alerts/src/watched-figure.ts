import type { Metadata } from '@gatrix/analytics-metadata';
import type { AlertWatch } from '@gatrix/analytics-protocol/insights';
import { type Figure, InvalidParametersError, savedQueryOf } from '@gatrix/analytics-reports';

/** The figure that an alert watches. Throws InvalidParametersError where there is no such report any more. */
export async function watchedFigure(
  { savedReports }: Pick<Metadata, 'savedReports'>,
  projectId: string,
  watch: AlertWatch,
): Promise<Figure> {
  if ('segmentId' in watch) return { report: 'segment', query: { id: watch.segmentId }, figure: 'size' };
  const saved = await savedReports.get(watch.savedReportId);
  if (saved?.projectId !== projectId) {
    throw new InvalidParametersError([
      { field: 'savedReportId', message: 'is not a saved report of this project' },
    ]);
  }
  return { report: saved.report, query: savedQueryOf(saved), figure: watch.figure };
}
