import { segmentHistoryParameters } from '@gatrix/analytics-protocol/insights';
import { parseParameters } from '../query/parse.ts';
import { type FigureReport, named, onlyOf, over, settled, unknownFigure } from './figure.ts';

const figures = 'size';

/** How many are in a segment at the end of the span's last day; the query is `{"id"}`. */
export const segmentFigures: FigureReport = {
  figures,
  main: () => named('size'),
  settling: (_query, figure, interval) => {
    if (figure !== 'size') throw unknownFigure(figures);
    onlyOf(interval, 'day', 'the size of a segment');
    return settled;
  },
  read: async (reports, project, query, _figure, { to }) => {
    // The last millisecond of the span: one day, however many the span has.
    const input = over(query, { from: to - 1, to });
    const { data } = await reports.segmentHistory(project, parseParameters(segmentHistoryParameters, input));
    return data.at(-1)?.size ?? null;
  },
};
