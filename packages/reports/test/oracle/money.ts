import type { EventRow, Rate } from '@gatrix/analytics-clickhouse-schema';
import { localDate } from './local-time.ts';

/** How a project's amounts are converted. */
export interface Exchange {
  readonly currency: string;
  readonly zone: string;
  readonly rates: readonly Rate[];
}

/** An event whose `revenue` is what reports count, beside what was sent. */
export interface CountedEvent extends EventRow {
  readonly sent: number | string;
}

const one = 10n ** 12n;
const units = (decimal: string, digits: number) => {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(digits, '0'));
};

/** Each amount by itself, to six decimals, half away from zero; 0 where there is no rate. */
export function countedEvents(
  events: readonly EventRow[],
  { currency, zone, rates }: Exchange,
): CountedEvent[] {
  return events.map((event) => {
    const sent = event.revenue;
    if (event.currency === '' || event.currency === currency) return { ...event, sent };
    const day = localDate(zone, event.timestamp);
    const known = rates
      .filter((rate) => rate.currency === event.currency && rate.day <= day)
      .sort((a, b) => (a.day < b.day ? 1 : -1));
    const product = units(Number(sent).toFixed(6), 6) * units(known[0]?.rate ?? '0', 12);
    const size = product < 0n ? -product : product;
    const rounded = Number((size + one / 2n) / one) / 1e6;
    return { ...event, sent, revenue: product < 0n ? -rounded : rounded };
  });
}

/** As it was sent, where it was converted. */
export function sentOf(event: EventRow | CountedEvent): number {
  return Number('sent' in event ? event.sent : event.revenue);
}

/** What of the events is in no sum, by currency. */
export function unconvertedOracle(
  events: readonly EventRow[],
  { currency, zone, rates }: Exchange,
): { currency: string; amount: number; events: number }[] {
  const left = events.filter(
    (event) =>
      event.currency !== '' &&
      event.currency !== currency &&
      !rates.some((rate) => rate.currency === event.currency && rate.day <= localDate(zone, event.timestamp)),
  );
  return [...new Set(left.map((event) => event.currency))].sort().map((code) => {
    const own = left.filter((event) => event.currency === code);
    const millionths = own.reduce((sum, event) => sum + Math.round(sentOf(event) * 1e6), 0);
    return { currency: code, amount: millionths / 1e6, events: own.length };
  });
}
