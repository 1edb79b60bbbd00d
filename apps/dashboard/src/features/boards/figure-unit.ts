import { versionEventOf, versionMetrics } from '../versions/version-metrics.ts';

export type FigureUnit = 'count' | 'percent' | 'money' | 'seconds';

const percents = /^(bounce_rate|payer_conversion|stickiness|conversion(:\d+)?|period:\d+)$/;
const amounts = ['total_revenue', 'revenue', 'arpdau', 'arppu'];

/** How a figure is written: by its name in the query API, and for a series by what it adds up. */
export function unitOf(figure: string, { series }: Readonly<Record<string, unknown>>): FigureUnit {
  const released = Array.isArray(series) ? versionUnit(figure, series) : undefined;
  if (released) return released;
  if (percents.test(figure)) return 'percent';
  if (amounts.includes(figure) || isRevenue(figure, series)) return 'money';
  return figure === 'avg_session_duration' ? 'seconds' : 'count';
}

/** Of what the versions page saved. */
function versionUnit(figure: string, series: readonly unknown[]): FigureUnit | undefined {
  const event = versionEventOf(series);
  const metric = event === undefined ? undefined : versionMetrics(event).find(({ of }) => of === figure);
  return metric?.unit === 'ratio' ? 'count' : metric?.unit;
}

function isRevenue(letter: string, series: unknown): boolean {
  const one: unknown =
    Array.isArray(series) && letter.length === 1 ? series[letter.charCodeAt(0) - 65] : undefined;
  return typeof one === 'object' && one !== null && 'property' in one && one.property === 'revenue';
}
