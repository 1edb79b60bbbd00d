import { activeUsersParameters } from '@gatrix/analytics-protocol/insights';
import { parseParameters } from '../query/parse.ts';
import { type FigureReport, named, onlyOf, over, settled, unknownFigure } from './figure.ts';

const names = ['dau', 'wau', 'mau', 'stickiness'] as const;
const figures = `one of ${names.join(', ')}`;

function nameOf(figure: string): (typeof names)[number] {
  const name = names.find((known) => known === figure);
  if (!name) throw unknownFigure(figures);
  return name;
}

/** Of the last day of the span. */
export const activeUsersFigures: FigureReport = {
  figures,
  main: () => named('dau', 'wau', 'mau'),
  settling: (_query, figure, interval) => {
    nameOf(figure);
    onlyOf(interval, 'day', 'active users');
    return settled;
  },
  read: async (reports, project, query, figure, span) => {
    const name = nameOf(figure);
    const { data } = await reports.activeUsers(
      project,
      parseParameters(activeUsersParameters, over(query, span)),
    );
    const day = data.at(-1);
    return !day || (name === 'stickiness' && day.mau === 0) ? null : day[name];
  },
};
