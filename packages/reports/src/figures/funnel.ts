import { funnelParameters } from '@gatrix/analytics-protocol/insights';
import { parseParameters } from '../query/parse.ts';
import { type FigureReport, named, over, type SavedQuery, unknownFigure } from './figure.ts';

const figures = 'conversion, conversion:<step> from the start, or count:<step>';

const left = ['breakdown', 'attribution', 'trend', 'timeToConvert'];

/** A session lasts no longer. */
const sessionMs = 24 * 3_600_000;

function partsOf(
  figure: string,
  stepCount: number,
): { readonly kind: 'conversion' | 'count'; readonly step: number } {
  const [, kind, step] = /^(conversion|count)(?::([1-9]\d?))?$/.exec(figure) ?? [];
  const place = step === undefined ? stepCount : Number(step);
  if (kind === undefined || (kind === 'count' && step === undefined) || place > stepCount)
    throw unknownFigure(figures);
  return { kind: kind === 'count' ? 'count' : 'conversion', step: place };
}

function parametersOf(query: SavedQuery, span: { readonly from: number; readonly to: number }) {
  return parseParameters(funnelParameters, over(query, span, left));
}

/** Attempts that begin in the span; they settle once the last of them has had its window. */
export const funnelFigures: FigureReport = {
  figures,
  main: () => named('conversion'),
  settling: (query, figure) => {
    const { steps, window } = parametersOf(query, { from: 0, to: 1 });
    partsOf(figure, steps.length);
    return { periods: 0, ms: typeof window === 'number' ? window : sessionMs };
  },
  read: async (reports, project, query, figure, span) => {
    const parameters = parametersOf(query, span);
    const { kind, step } = partsOf(figure, parameters.steps.length);
    const { data } = await reports.funnel(project, parameters);
    const reached = data.steps[step - 1];
    if (kind === 'count') return reached?.count ?? 0;
    return data.steps[0]?.count ? (reached?.conversion_from_start ?? null) : null;
  },
};
