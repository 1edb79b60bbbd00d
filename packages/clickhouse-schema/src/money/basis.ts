import { type Money, rateOn } from './money.ts';

/** A currency that a day's events have amounts in, and a day of theirs in the project's zone. */
export interface CurrencyDay {
  readonly currency: string;
  /** `2026-11-29` */
  readonly day: string;
}

interface Basis {
  readonly zone: string;
  /** Currency, day and rate; null where there was none. */
  readonly rates: readonly (readonly [currency: string, day: string, rate: string | null])[];
}

/** What a seal's amounts were converted with, as text; '' where all of them are in the project's own currency. */
export function basisOf(money: Money, days: readonly CurrencyDay[]): string {
  if (days.length === 0) return '';
  const rates = days
    .map(({ currency, day }) => [currency, day, rateOn(money, currency, day) ?? null] as const)
    .sort();
  return JSON.stringify({ zone: money.zone, rates } satisfies Basis);
}

/** Whether amounts would be converted the same now. */
export function isBasedOn(basis: string, money: Money): boolean {
  if (basis === '') return true;
  const { zone, rates }: Basis = JSON.parse(basis);
  return (
    zone === money.zone &&
    rates.every(([currency, day, rate]) => (rateOn(money, currency, day) ?? null) === rate)
  );
}

/** Whether the seal left out amounts, since their currencies had no rate. */
export function leftOut(basis: string): boolean {
  return basis !== '' && (JSON.parse(basis) as Basis).rates.some(([, , rate]) => rate === null);
}
