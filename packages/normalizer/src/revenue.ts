/** What a column of Decimal(18, 6) holds, in millionths. */
const limit = 10n ** 18n;
const decimal = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i;
const decimals = 6;

/**
 * A revenue from a number or a numeric string, rounded to six decimals, half away from zero. As text where it has more digits
 * than a number keeps; 0 where it is absent, no number, or 10^12 and beyond.
 */
export function toRevenue(value: string | number | boolean | undefined): number | string {
  if (typeof value !== 'number' && typeof value !== 'string') return 0;
  const millionths = millionthsOf(String(value).trim());
  if (millionths === 0n || millionths >= limit || millionths <= -limit) return 0;
  const digits = String(millionths < 0n ? -millionths : millionths).padStart(decimals + 1, '0');
  const text = `${millionths < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  const number = Number(text);
  return number.toFixed(decimals) === text ? number : text;
}

/** Reads digits, not a double: 1.0000005 * 1e6 is not 1000000.5 in binary. */
function millionthsOf(text: string): bigint {
  const [, sign, whole = '', fraction = '', onlyFraction = '', exponent = '0'] = decimal.exec(text) ?? [];
  const size = Math.abs(Number(text));
  if (sign === undefined || size === 0 || !(size < 1e12)) return 0n;
  const digits = whole + fraction + onlyFraction;
  const shift = Number(exponent) - (fraction + onlyFraction).length + decimals;
  const units =
    shift >= 0 ? BigInt(digits + '0'.repeat(shift)) : roundHalfUp(digits.slice(0, shift), digits.at(shift));
  return sign === '-' ? -units : units;
}

/** `next` is the first digit that is cut off; undefined where there are more zeros than digits before it. */
function roundHalfUp(kept: string, next: string | undefined): bigint {
  return BigInt(kept === '' ? 0 : kept) + (next !== undefined && next >= '5' ? 1n : 0n);
}
