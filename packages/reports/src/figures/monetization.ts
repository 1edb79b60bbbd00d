import { monetizationParameters } from '@gatrix/analytics-protocol/insights';
import { parseParameters } from '../query/parse.ts';
import { type FigureReport, named, over, settled, unknownFigure } from './figure.ts';

/** Each with what it is a share of: of nobody there is none. */
const names = {
  revenue: undefined,
  payers: undefined,
  active_users: undefined,
  arpdau: 'active_users',
  arppu: 'payers',
  payer_conversion: 'active_users',
} as const;
type Name = keyof typeof names;

const figures = `one of ${Object.keys(names).join(', ')}`;

function nameOf(figure: string): Name {
  if (!isName(figure)) throw unknownFigure(figures);
  return figure;
}

function isName(figure: string): figure is Name {
  return Object.hasOwn(names, figure);
}

/** Revenue, payers and what they are per user. */
export const monetizationFigures: FigureReport = {
  figures,
  isAmount: (_query, figure) => ['revenue', 'arpdau', 'arppu'].includes(figure),
  main: () => named('revenue', 'payers', 'arppu'),
  settling: (_query, figure) => {
    nameOf(figure);
    return settled;
  },
  read: async (reports, project, query, figure, span) => {
    const name = nameOf(figure);
    const input = { ...over(query, span), days: 1 };
    const { data } = await reports.monetization(project, parseParameters(monetizationParameters, input));
    const per = names[name];
    return per !== undefined && data[per] === 0 ? null : data[name];
  },
};
