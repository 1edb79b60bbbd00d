/** ISO 8601, its time and zone optional, with a blank for the T as databases write it. */
const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d\d(?::?\d\d)?)?$/;
/** As in mail and HTTP headers: `Tue, 02 Jan 2024 03:04:05 GMT`. */
const rfc5322 = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]\d{4})$/;
/** `202609011200`: as milliseconds it would be a day of 1976. */
const digitsOfDate = /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d$/;

/**
 * An instant in milliseconds, from ISO 8601 text (UTC where it names no zone, wherever the server stands) or from a
 * number. Undefined where it is neither: Date.parse by itself takes `tomorrow at 5` for a date in 2001.
 */
export function parseInstant(value: string | number): number | undefined {
  const milliseconds = typeof value === 'number' ? parseNumber(value) : parseText(value.trim());
  return Number.isFinite(milliseconds) ? Math.trunc(milliseconds) : undefined;
}

/**
 * By its digits a number can only be milliseconds (13, or 12 before September 2001), seconds (10) or microseconds (16);
 * every other would be a day of 1970 or of no calendar.
 */
function parseNumber(value: number): number {
  if (value >= 1e12 && value < 1e13) return value;
  if (value >= 1e9 && value < 1e10) return value * 1_000;
  if (value >= 1e15 && value < 1e16) return value / 1_000;
  return value >= 1e11 && value < 1e12 && !digitsOfDate.test(String(value)) ? value : Number.NaN;
}

function parseText(text: string): number {
  const match = iso.exec(text);
  if (!match) return rfc5322.test(text) ? Date.parse(text) : Number.NaN;
  const [, year, month, day, minutes = '00:00', seconds = ':00', fraction = '0', zone = 'Z'] = match;
  // The thirtieth of February would become the first of March.
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  if (!isDay) return Number.NaN;
  const offset = zone.length === 3 ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase();
  return Date.parse(`${year}-${month}-${day}T${minutes}${seconds}.${fraction.slice(0, 3)}${offset}`);
}

/** The calendar month of an instant in UTC, as a number that grows by one a month. */
export function monthOf(milliseconds: number): number {
  const date = new Date(milliseconds);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
