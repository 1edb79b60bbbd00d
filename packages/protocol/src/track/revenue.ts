import { currencyProblem } from './currency.ts';

/** Events that say what was paid back, whatever the sign: GA4's name, and that of Segment's e-commerce events. */
const refunds = new Set(['refund', 'Order Refunded']);

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

/** What is wrong with the amount among an event's properties, by its key; `currency` of an event without an amount may be anything. */
export function moneyProblem(properties: Readonly<Record<string, unknown>>): MoneyProblem | undefined {
  const { __revenue: amount } = properties;
  if (amount === undefined || amount === null) return undefined;
  const inAmount = revenueProblem(amount);
  if (inAmount !== undefined) return { key: '__revenue', message: inAmount };
  const key = currencyKey(properties);
  const message = currencyProblem(properties[key]);
  return message === undefined ? undefined : { key, message };
}

interface MoneyProblem {
  readonly key: string;
  readonly message: string;
}

/** Under which key an event's properties name the currency of its amount. */
function currencyKey({ __currency: own }: Readonly<Record<string, unknown>>): '__currency' | 'currency' {
  return own === undefined || own === null ? 'currency' : '__currency';
}

export function isRefund(eventName: string): boolean {
  return refunds.has(eventName);
}

/** The transaction that an event's amount was paid in. What was paid back, perhaps in several parts, belongs to none. */
export function transactionOf(
  eventName: string,
  { __revenue: amount, transaction_id: id }: Readonly<Record<string, unknown>>,
): string | undefined {
  if (isRefund(eventName) || !(Number(amount) > 0)) return undefined;
  return (typeof id === 'string' && id.trim() !== '') || typeof id === 'number' ? `${id}` : undefined;
}
