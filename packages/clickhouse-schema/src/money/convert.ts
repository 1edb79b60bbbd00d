import { param, type Sql, sql } from '../sql.ts';
import { dayBegins, offsetsOf } from '../zones/offsets.ts';
import { dayMs } from '../zones/zone.ts';
import type { Money } from './money.ts';

/** Rates are kept as whole numbers of 10^-12. */
const rateDecimals = 12;
/** Keys of one currency's rates: its number times so many, and the second since the epoch from which the rate holds. */
const secondsOfCurrency = 2 ** 34;

/** Over rows of `events`. */
export interface MoneySql {
  /** The amount in the reporting currency, a decimal; 0 where its currency has no rate that day. */
  readonly amount: Sql;
  /** Whether the amount is left out of `amount`, since its currency has no rate that day. */
  readonly isUnconverted: Sql;
}

/**
 * Every amount is rounded to six decimals for itself, half away from zero, so that sums are the same however events are put
 * together.
 */
export function moneySql(money: Money): MoneySql {
  const isOwn = sql`currency IN ('', ${param.string(money.currency)})`;
  if (money.rates.size === 0)
    return { amount: sql`if(${isOwn}, revenue, toDecimal64(0, 6))`, isUnconverted: sql`NOT (${isOwn})` };
  const rate = rateSql(money);
  const product = sql`toInt256(toDecimal128(revenue, 6) * 1000000) * toInt256(${rate})`;
  const rounded = sql`intDiv(${product} + if(revenue < 0, -500000000000, 500000000000), 1000000000000)`;
  const converted = sql`toDecimal128(toDecimal256(${rounded}, 0) * toDecimal256('0.000001', 6), 6)`;
  return {
    amount: sql`if(${isOwn}, toDecimal128(revenue, 6), ${converted})`,
    isUnconverted: sql`(NOT (${isOwn}) AND ${rate} = '0')`,
  };
}

/** The event's rate in units of 10^-12, as text; '0' where there is none. One list of all currencies' instants is searched. */
function rateSql({ zone, rates }: Money): Sql {
  const currencies = [...rates.keys()];
  const offsets = offsetsOf(zone);
  const keys: number[] = [0];
  const values: string[] = ['0'];
  for (const [index, dated] of [...rates.values()].entries()) {
    const first = (index + 1) * secondsOfCurrency;
    keys.push(first);
    values.push('0');
    for (const { day, rate } of dated) {
      const begins = dayBegins(offsets, Date.parse(`${day}T00:00:00Z`) / dayMs);
      const key = first + Math.max(begins / 1_000, 0);
      // A rate of the first day of all stands in the place of there being none.
      if (key === keys.at(-1)) values[values.length - 1] = unitsOfRate(rate);
      else {
        keys.push(key);
        values.push(unitsOfRate(rate));
      }
    }
  }
  const numbers = param.integers(currencies.map((_, index) => (index + 1) * secondsOfCurrency));
  const first = sql`transform(toString(currency), ${param.strings(currencies)}, ${numbers}, toInt64(0))`;
  const second = sql`greatest(intDiv(toUnixTimestamp64Milli(timestamp), 1000), 0)`;
  const key = sql`if(${first} = 0, toInt64(0), ${first} + ${second})`;
  const instants = param.integers(keys);
  return sql`transform(roundDown(${key}, ${instants}), ${instants}, ${param.strings(values)}, '0')`;
}

function unitsOfRate(rate: string): string {
  const [whole = '0', fraction = ''] = rate.split('.');
  return (whole + fraction.padEnd(rateDecimals, '0')).replace(/^0+(?=\d)/, '');
}
