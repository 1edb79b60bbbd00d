import { createHash } from 'node:crypto';

/** What one unit of a currency was worth on a day, and on those after it until the next rate. */
export interface Rate {
  /** ISO 4217. */
  readonly currency: string;
  /** `2026-11-29` */
  readonly day: string;
  /** Units of the reporting currency: a decimal above 0 with at most twelve digits behind the point. */
  readonly rate: string;
}

/** How a project's amounts are added up. */
export interface Money {
  /** The reporting currency, ISO 4217. Amounts without a currency are in it. */
  readonly currency: string;
  /** IANA name of the project's zone: an amount is converted at the rate of its event's day there. */
  readonly zone: string;
  /** By currency, each by day; the reporting currency has none. */
  readonly rates: ReadonlyMap<string, readonly DatedRate[]>;
  /** Another wherever anything of this is. */
  readonly key: string;
}

export interface DatedRate {
  readonly day: string;
  readonly rate: string;
}

/** How the amounts of a project are converted now. */
export type MoneySource = (projectId: string) => Promise<Money>;

/** Of projects that have chosen nothing. */
export const defaultCurrency = 'USD';

export function createMoney(currency: string, zone: string, listed: readonly Rate[]): Money {
  const rates = new Map<string, DatedRate[]>();
  for (const { currency: of, day, rate } of [...listed].sort((a, b) => (a.day < b.day ? -1 : 1))) {
    if (of === currency) continue;
    const dated = rates.get(of);
    if (dated) dated.push({ day, rate });
    else rates.set(of, [{ day, rate }]);
  }
  const cacheKey = JSON.stringify([currency, zone, [...rates].sort(([a], [b]) => (a < b ? -1 : 1))]);
  const key = createHash('sha256').update(cacheKey).digest('base64url').slice(0, 22);
  return { currency, zone, rates, key };
}

export const ownMoney = createMoney(defaultCurrency, 'UTC', []);

/** The rate of a day: its own or the last one before; undefined where there is none yet. */
export function rateOn({ currency: own, rates }: Money, currency: string, day: string): string | undefined {
  if (currency === '' || currency === own) return '1';
  return rates.get(currency)?.findLast((dated) => dated.day <= day)?.rate;
}
