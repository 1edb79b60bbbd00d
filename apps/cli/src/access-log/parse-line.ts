/** One request of a log in Apache's combined format. */
export interface AccessLogEntry {
  readonly address: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly method: string;
  /** As in the request line: a path with its query, or a whole URL. */
  readonly target: string;
  readonly status: number;
  readonly referrer: string;
  /** `-` where the request had none; every browser has one. */
  readonly userAgent: string;
}

const field = String.raw`"((?:[^"\\]|\\.)*)"`;
const combined = new RegExp(String.raw`^(\S+) \S+ .*?\[([^\]]+)\] ${field} (\d{3}) \S+ ${field} ${field}`);
const time = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A line of a combined log (Apache, nginx); undefined where it is none. */
export function parseLine(line: string): AccessLogEntry | undefined {
  const match = combined.exec(line);
  if (!match) return undefined;
  const [, address = '', at = '', request = '', status = '', referrer = '', userAgent = ''] = match;
  const milliseconds = parseTime(at);
  const [method = '', target = ''] = request.split(' ');
  if (milliseconds === undefined) return undefined;
  return {
    address,
    time: milliseconds,
    method,
    target: unescapeLog(target),
    status: Number(status),
    referrer: referrer === '-' ? '' : unescapeLog(referrer),
    userAgent: unescapeLog(userAgent),
  };
}

function parseTime(text: string): number | undefined {
  const match = time.exec(text);
  if (!match) return undefined;
  const [, day, monthName = '', year, hour, minute, second, sign, offsetHours, offsetMinutes] = match;
  const month = months.indexOf(monthName);
  if (month < 0) return undefined;
  const local = Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return sign === '-' ? local + offset : local - offset;
}

/** Apache writes quotes, backslashes and bytes that are not printable as `\"`, `\\` and `\xhh`. */
function unescapeLog(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes = text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return bytes.replace(/\\(["\\])/g, '$1');
}
