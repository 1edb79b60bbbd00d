import { queryParameters } from '@gatrix/analytics-protocol/insights';
import { parseFormula } from '../explore/formula.ts';
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

const ofProperty: readonly string[] = ['sum', 'avg', 'min', 'max', 'median', 'p75', 'p90', 'p95', 'p99'];

function isRevenue(series: unknown): boolean {
  if (typeof series !== 'object' || series === null) return false;
  const { property, aggregation }: { property?: unknown; aggregation?: unknown } = series;
  return property === 'revenue' && ofProperty.includes(String(aggregation));
}

/** Whether a letter or formula is an amount: with all amounts twice as large, it is twice as large, too. */
function isAmount({ series }: SavedQuery, figure: string): boolean {
  const amounts = Array.isArray(series) ? series.map(isRevenue) : [];
  const formula = parseFormula(
    textOf(figure),
    amounts.map((_, index) => String.fromCharCode(65 + index)),
  );
  const valueTimes = (factor: number) =>
    formula?.((letter) => {
      const index = letter.charCodeAt(0) - 65;
      // Different primes, so that no two series cancel out.
      return ([2, 3, 5, 7, 11, 13, 17, 19, 23, 29][index] ?? 31) * (amounts[index] ? factor : 1);
    });
  const [once, twice] = [valueTimes(1) ?? 0, valueTimes(2) ?? 0];
  return once !== 0 && Math.abs(twice / once - 2) < 1e-9;
}

/** A series or formula of explore, over all values of its breakdowns. */
export const queryFigures: FigureReport = {
  figures,
  main: (query) => linesOf(query).map((figure, index) => ({ figure, label: eventOf(query, index) })),
  isAmount,
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
