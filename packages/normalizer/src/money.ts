import { currencyCode, isRefund } from '@gatrix/analytics-protocol/track';
import type { FlatProperties } from './properties.ts';
import { toRevenue } from './revenue.ts';

const none = { revenue: 0, currency: '' };

/** What an event brought in, as it was sent. `currency` '' is the project's own; it is there with an amount only. */
export function moneyOf(
  name: string,
  { magic, strings }: FlatProperties,
): { readonly revenue: number | string; readonly currency: string } {
  const sent = magic.get('__revenue');
  if (sent === undefined) return none;
  const revenue = toRevenue(sent);
  if (revenue === 0) return none;
  const currency = currencyCode(magic.get('__currency') ?? strings.currency) ?? '';
  return { revenue: isRefund(name) ? paidBack(revenue) : revenue, currency };
}

function paidBack(amount: number | string): number | string {
  if (typeof amount === 'number') return -Math.abs(amount);
  return amount.startsWith('-') ? amount : `-${amount}`;
}
