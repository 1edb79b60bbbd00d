/** ISO 8601, its time and zone optional, with a blank for the T as databases write it. */
const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d\d(?::?\d\d)?)?$/;
/** As in mail and HTTP headers: `Tue, 02 Jan 2024 03:04:05 GMT`. */
const rfc5322 = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]\d{4})$/;
/** The last instant that a Date can hold, milliseconds. */
const latest = 8.64e15;

/**
 * An instant in milliseconds, from ISO 8601 text (UTC where it names no zone, wherever the server stands) or from
 * milliseconds. Undefined where it is neither: Date.parse by itself takes `tomorrow at 5` for a date in 2001.
 */
export function parseInstant(value: string | number): number | undefined {
  const milliseconds = typeof value === 'number' ? value : parseText(value.trim());
  return Number.isFinite(milliseconds) && Math.abs(milliseconds) <= latest
    ? Math.trunc(milliseconds)
    : undefined;
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
