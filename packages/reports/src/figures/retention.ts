import { retentionParameters } from '@gatrix/analytics-protocol/insights';
import { parseParameters } from '../query/parse.ts';
import { type FigureReport, named, onlyOf, over, unknownFigure } from './figure.ts';

const figures = 'period:<n>, the share of a cohort that came back n periods later';

function periodOf(figure: string): number {
  const [, period] = /^period:(\d{1,2})$/.exec(figure) ?? [];
  const value = Number(period);
  if (period === undefined || value < 1 || value > 89) throw unknownFigure(figures);
  return value;
}

/** Percent of the span's cohorts, of which that period is over, that came back: D1 is `period:1` by day. It settles when that period is over. */
export const retentionFigures: FigureReport = {
  figures,
  main: () => named('period:1'),
  settling: (query, figure, interval) => {
    const periods = periodOf(figure);
    const { period } = parseParameters(
      retentionParameters,
      over(query, { from: 0, to: 1 }, ['periods', 'brackets']),
    );
    onlyOf(interval, period, `retention by ${period}`);
    return { periods, ms: 0 };
  },
  read: async (reports, project, query, figure, span) => {
    const period = periodOf(figure);
    const input = { ...over(query, span, ['breakdown', 'brackets']), periods: period + 1 };
    const { data } = await reports.retention(project, parseParameters(retentionParameters, input));
    const whole = data.cohorts.filter(({ complete }) => complete[period]);
    const size = whole.reduce((sum, cohort) => sum + cohort.size, 0);
    const returned = whole.reduce((sum, { values }) => sum + (values[period] ?? 0), 0);
    return size === 0 ? null : (returned / size) * 100;
  },
};
