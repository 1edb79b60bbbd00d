import type { MonetizationData } from '@gatrix/analytics-protocol/insights';

/** The mean of each day over the cohorts that have been through it, by their sizes; null where none has. */
export function meanLtv(ltv: MonetizationData['ltv']): readonly (number | null)[] {
  const days = Math.max(0, ...ltv.map(({ values }) => values.length));
  return Array.from({ length: days }, (_, day) => {
    const through = ltv.flatMap(({ size, values, complete }) => {
      const value = values[day];
      return complete[day] && typeof value === 'number' && size > 0 ? [{ size, value }] : [];
    });
    const people = through.reduce((sum, { size }) => sum + size, 0);
    return people === 0 ? null : through.reduce((sum, { size, value }) => sum + size * value, 0) / people;
  });
}
