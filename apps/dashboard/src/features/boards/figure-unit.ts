export type FigureUnit = 'count' | 'percent' | 'money' | 'seconds';

const percents = /^(bounce_rate|payer_conversion|stickiness|conversion(:\d+)?|period:\d+)$/;
const amounts = ['total_revenue', 'revenue', 'arpdau', 'arppu'];

/** How a figure is written: by its name in the query API, and for a series by what it adds up. */
export function unitOf(figure: string, { series }: Readonly<Record<string, unknown>>): FigureUnit {
  if (percents.test(figure)) return 'percent';
  if (amounts.includes(figure) || isRevenue(figure, series)) return 'money';
  return figure === 'avg_session_duration' ? 'seconds' : 'count';
}

function isRevenue(letter: string, series: unknown): boolean {
  const one: unknown =
    Array.isArray(series) && letter.length === 1 ? series[letter.charCodeAt(0) - 65] : undefined;
  return typeof one === 'object' && one !== null && 'property' in one && one.property === 'revenue';
}
