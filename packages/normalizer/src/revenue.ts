/** What a column of Decimal(18, 6) holds. */
const limit = 1e12;
const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * A revenue from a number or a numeric string, rounded to six decimals, half away from zero.
 * 0 where it is absent, no number, or 10^12 and beyond.
 */
export function toRevenue(value: string | number | boolean | undefined): number {
  const amount = typeof value === 'string' && numeric.test(value.trim()) ? Number(value) : value;
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return 0;
  const rounded = roundHalfAway(amount);
  return Math.abs(rounded) < limit ? rounded : 0;
}

/** Shifts the decimal point in the text, because 1.0000005 * 1e6 is not 1000000.5 in binary. */
function roundHalfAway(amount: number): number {
  const [digits = '0', exponent = '0'] = String(Math.abs(amount)).split('e');
  const millionths = Math.round(Number(`${digits}e${Number(exponent) + 6}`));
  const rounded = Number(`${millionths}e-6`);
  return amount < 0 && rounded !== 0 ? -rounded : rounded;
}
