/** What a column of Decimal(18, 6) holds. */
const limit = 1e12;
const plainNumber = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** Why a `__revenue` is no amount, or undefined: `1,234.50` may be a thousand or one, and `$5` in any currency. */
export function revenueProblem(revenue: unknown): string | undefined {
  if (revenue === undefined || revenue === null) return undefined;
  const isAmount = typeof revenue === 'number' || (typeof revenue === 'string' && plainNumber.test(revenue));
  if (!isAmount) return 'must be a plain number, such as 12.5 or "12.5"';
  return Math.abs(Number(revenue)) < limit ? undefined : 'must be less than 10^12';
}
