import { currencyDigits } from '@gatrix/analytics-protocol/currency-digits';
import type { Interval } from '@gatrix/analytics-protocol/insights';

/** Numbers, times and names as a language writes them. */
export interface Format {
  /** Short, to three digits: 1.23K. */
  short(value: number): string;
  /** To the last digit. */
  exact(value: number): string;
  /** Of a value in percent, 0 to 100. */
  percent(value: number): string;
  decimal(value: number): string;
  /** An amount with its currency (ISO 4217), in the digits that it has: $14.80, ₩1.23만. */
  money(value: number, currency: string): string;
  /** The same in full. */
  exactMoney(value: number, currency: string): string;
  /** A length of time as the query API writes it (`30m`, `7d`), in words. */
  span(text: string): string;
  /** Of seconds: 3m 12s. */
  duration(seconds: number): string;
  /** A bucket's start (`2026-11-01T00:00:00+09:00`), as long as its interval needs. */
  bucket(date: string, interval: Interval): string;
  /** The same for an axis, where room is short. */
  tick(date: string, interval: Interval): string;
  /** Of a day, `2026-11-01`. */
  day(day: string): string;
  month(day: string): string;
  /** Of an instant with its offset: the clock there, to the second. */
  time(instant: string): string;
  country(code: string): string;
  list(values: readonly string[]): string;
}

/** Three digits at least, and those before the point: 10,443 is 1.04만, and 12,345,678 is 1235만. */
const threeDigits = {
  maximumSignificantDigits: 3,
  maximumFractionDigits: 0,
  roundingPriority: 'morePrecision',
} as const satisfies Intl.NumberFormatOptions;

export function createFormat(locale: string): Format {
  const number = (options: Intl.NumberFormatOptions) => {
    const formatter = new Intl.NumberFormat(locale, options);
    return (value: number) => formatter.format(value);
  };
  const compact = number({ notation: 'compact', ...threeDigits });
  const exact = number({ maximumFractionDigits: 2 });
  const percent = number({ style: 'percent', maximumFractionDigits: 1 });
  const regions = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  // Korean and Chinese count in ten thousands: below, all digits are shorter than a unit.
  const shortFrom = /^(ko|zh)/.test(locale) ? 10_000 : 1_000;
  const amounts = new Map<string, (value: number) => string>();
  const amount = (currency: string, digits: number | 'compact' = currencyDigits(currency)) => {
    const name = `${currency} ${digits}`;
    const form =
      digits === 'compact'
        ? ({ notation: 'compact', ...threeDigits } as const)
        : { minimumFractionDigits: digits, maximumFractionDigits: digits };
    const formatter = amounts.get(name) ?? number({ style: 'currency', currency, ...form });
    amounts.set(name, formatter);
    return formatter;
  };
  const dates = new Map<string, Intl.DateTimeFormat>();
  const date = (name: string, options: Intl.DateTimeFormatOptions) => {
    const formatter = dates.get(name) ?? new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
    dates.set(name, formatter);
    return formatter;
  };
  return {
    short: (value) => (Math.abs(value) < shortFrom ? exact(value) : compact(value)),
    exact,
    percent: (value) => percent(value / 100),
    decimal: number({ minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    money: (value, currency) => {
      if (Math.abs(value) >= shortFrom) return amount(currency, 'compact')(value);
      // From a thousand on nobody looks at cents, and there is no room for them.
      return amount(currency, Math.abs(value) >= 1_000 ? 0 : undefined)(value);
    },
    exactMoney: (value, currency) => amount(currency)(value),
    span: spanFormat(locale),
    duration: durationFormat(locale),
    bucket: (start, interval) => date(`b-${interval}`, bucketOptions[interval]).format(localTime(start)),
    tick: (start, interval) => date(`t-${interval}`, tickOptions[interval]).format(localTime(start)),
    day: (day) => date('day', { dateStyle: 'medium' }).format(new Date(`${day}T00:00:00Z`)),
    month: (day) =>
      date('month', { month: 'long', year: 'numeric' }).format(new Date(`${day.slice(0, 7)}-01T00:00:00Z`)),
    time: (instant) =>
      date('time', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(localTime(instant)),
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code),
    list: (values) => list.format(values),
  };
}

/** The clock on the wall at a bucket's start, as if it were UTC. */
function localTime(start: string): Date {
  return new Date(`${start.slice(0, 19)}Z`);
}

const bucketOptions: Record<Interval, Intl.DateTimeFormatOptions> = {
  minute: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  hour: {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
  day: { weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' },
  week: { month: 'short', day: 'numeric', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
};

const tickOptions: Record<Interval, Intl.DateTimeFormatOptions> = {
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  hour: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { month: 'short', day: 'numeric' },
  week: { month: 'short', day: 'numeric' },
  month: { month: 'short', year: '2-digit' },
};

function durationFormat(locale: string): (seconds: number) => string {
  const unit = (name: string) => {
    const formatter = new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow' });
    return (value: number) => formatter.format(value);
  };
  const [days, hours, minutes, seconds] = [unit('day'), unit('hour'), unit('minute'), unit('second')];
  return (value) => {
    const total = Math.round(value);
    if (total < 60) return seconds(total);
    if (total < 3600) return joined(minutes(Math.floor(total / 60)), total % 60, seconds);
    if (total < 86_400)
      return joined(hours(Math.floor(total / 3600)), Math.floor((total % 3600) / 60), minutes);
    return joined(days(Math.floor(total / 86_400)), Math.floor((total % 86_400) / 3600), hours);
  };
}

const spanUnits: Readonly<Record<string, string>> = { m: 'minute', h: 'hour', d: 'day' };

function spanFormat(locale: string): (text: string) => string {
  return (text) => {
    const [, count, letter] = /^(\d+)([mhd])$/.exec(text) ?? [];
    const unit = spanUnits[letter ?? ''];
    if (count === undefined || unit === undefined) return text;
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(Number(count));
  };
}

function joined(first: string, rest: number, format: (value: number) => string): string {
  return rest === 0 ? first : `${first} ${format(rest)}`;
}
