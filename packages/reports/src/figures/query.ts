import { queryParameters } from '@gatrix/analytics-protocol/insights';
import { parseParameters } from '../query/parse.ts';
import { type FigureReport, over, type SavedQuery, settled, unknownFigure } from './figure.ts';

const figures = 'the letter of one of its series, such as A, or one of its formulas';

const textOf = (formula: string) => formula.replace(/\s/g, '');

function linesOf(query: SavedQuery): readonly string[] {
  const { series, formulas } = query;
  const letters = Array.isArray(series) ? series.map((_, index) => String.fromCharCode(65 + index)) : [];
  const texts = Array.isArray(formulas) ? formulas.map((formula) => textOf(String(formula))) : [];
  return [...letters, ...texts];
}

function eventOf({ series }: SavedQuery, index: number): string | null {
  const one: unknown = Array.isArray(series) ? series[index] : undefined;
  const event = typeof one === 'object' && one !== null && 'event' in one ? one.event : undefined;
  return typeof event === 'string' ? event : null;
}

/** A series or formula of explore, over all values of its breakdowns. */
export const queryFigures: FigureReport = {
  figures,
  main: (query) => linesOf(query).map((figure, index) => ({ figure, label: eventOf(query, index) })),
  settling: (query, figure) => {
    if (!linesOf(query).includes(textOf(figure))) throw unknownFigure(figures);
    return settled;
  },
  read: async (reports, project, query, figure, span) => {
    const parameters = parseParameters(queryParameters, over(query, span, ['breakdowns']));
    const { data } = await reports.query(project, parameters);
    const line = data.find(
      ({ letter, formula }) => letter === figure || textOf(formula ?? '') === textOf(figure),
    );
    if (!line) throw unknownFigure(figures);
    return line.total;
  },
};
