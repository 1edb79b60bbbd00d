import { InvalidParametersError } from '@gatrix/analytics-reports';

/** Of what an alert or a gauge watches: where its problems stand in what was sent. */
export const inWatch = {
  savedReportId: 'watch.savedReportId',
  segmentId: 'watch.segmentId',
  figure: 'watch.figure',
} as const;

/** Of what a digest sends. A report without figures is the wrong report. */
export const inSource = {
  savedReportId: 'source.savedReportId',
  boardId: 'source.boardId',
  figure: 'source.savedReportId',
} as const;

/** Passes on what is answered, and names problems by their places in what was sent. */
export async function placed<T>(places: Readonly<Record<string, string>>, asked: Promise<T>): Promise<T> {
  return asked.catch((error: unknown) => {
    if (!(error instanceof InvalidParametersError)) throw error;
    throw new InvalidParametersError(
      error.problems.map(({ field, message }) => ({ field: places[field] ?? field, message })),
    );
  });
}
