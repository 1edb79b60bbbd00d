import { readAddress, readFirstAddress } from '@gatrix/analytics-normalizer';
import { type AccessLogEntry, originOfHost, textOf, unescapeLog } from './entry.ts';

const field = String.raw`"((?:[^"\\]|\\.)*)"`;
/** Who, [when], "request", status, bytes, and what follows in quotes. */
const line = new RegExp(String.raw`^(\S.*?) \[([^\]]+)\] ${field} (\d{3}) (?:\d+|-)(.*)$`);
const quoted = new RegExp(field, 'g');
const time = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A line of Apache's common, combined or vhost_combined, or of nginx' like, where the visitor's address may be in the last
 * field (`$http_x_forwarded_for`); undefined where it is none.
 */
export function parseCombined(text: string): AccessLogEntry | undefined {
  const match = line.exec(text);
  if (!match) return undefined;
  const [, who = '', at = '', request = '', status = '', rest = ''] = match;
  const milliseconds = parseTime(at);
  if (milliseconds === undefined) return undefined;
  const [method = '', target = ''] = request.split(' ');
  const [referrer, userAgent, ...more] = Array.from(rest.matchAll(quoted), ([, value = '']) => value);
  // A line that breaks off within them does not say who it was.
  if (userAgent === undefined && rest.trim() !== '') return undefined;
  const { address, host } = senderOf(who);
  return {
    address: publicAmong(more) ?? address,
    time: milliseconds,
    method,
    target: unescapeLog(target),
    status: Number(status),
    referrer: unescapeLog(textOf(referrer)),
    userAgent: userAgent === undefined ? '' : unescapeLog(userAgent),
    origin: originOfHost(host),
  };
}

/** `8.8.8.8 - -`, `8.8.8.8, 10.0.0.5 - -` or `shop.example:443 8.8.8.8 - -`. */
function senderOf(who: string): { readonly address: string; readonly host: string } {
  const words = who.split(' ');
  const isListed = (word: string | undefined) => readAddress(word?.replace(/,$/, '') ?? '') !== undefined;
  // What stands before the address is the server's name, or what syslog or a container put in front.
  const start = Math.max(0, words.findIndex(isListed));
  let end = start;
  while (words[end]?.endsWith(',')) end += 1;
  const list = words.slice(start, end + 1).join(' ');
  return { address: readFirstAddress(list) ?? list, host: start === 1 ? (words[0] ?? '') : '' };
}

/** A balancer's own address is private, or the same in every line; what it was told of the visitor is not. */
function publicAmong(fields: readonly string[]): string | undefined {
  for (const value of fields.toReversed()) {
    const addresses = value.split(',').flatMap((entry) => readAddress(entry) ?? []);
    const [first] = addresses;
    if (first !== undefined && addresses.length === value.split(',').length) return readFirstAddress(value);
  }
  return undefined;
}

/** `28/Nov/2026:12:00:00 +0900` in milliseconds. */
export function parseTime(text: string): number | undefined {
  const match = time.exec(text);
  if (!match) return undefined;
  const [, day, monthName = '', year, hour, minute, second, sign, offsetHours, offsetMinutes] = match;
  const month = months.indexOf(monthName);
  if (month < 0) return undefined;
  const local = Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return sign === '-' ? local + offset : local - offset;
}
