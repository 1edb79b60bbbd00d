import { readAddress } from '@gatrix/analytics-normalizer';
import { parseInstant } from '@gatrix/analytics-protocol/track';
import { type AccessLogEntry, unescapeLog } from './entry.ts';

/** Kind, time, name, client, target, three durations, status, the target's status, two sizes, "request", "user agent". */
const line =
  /^(?:https?|h2|grpcs?|wss?) (\S+) \S+ (\S+) \S+ \S+ \S+ \S+ (\d{3}|-) \S+ \S+ \S+ "(\S+) (\S+) [^"]*" "((?:[^"\\]|\\.)*)"/;

/** A line of AWS' application load balancer; undefined where it is none. It has no referrers. */
export function parseBalancer(text: string): AccessLogEntry | undefined {
  const [, at = '', client = '', status = '', method = '', target = '', userAgent = ''] =
    line.exec(text) ?? [];
  const time = parseInstant(at);
  const address = readAddress(client);
  if (time === undefined || address === undefined) return undefined;
  const url = URL.canParse(target) ? new URL(target) : undefined;
  return {
    address,
    time,
    method,
    target: url ? `${url.pathname}${url.search}` : target,
    status: Number(status),
    referrer: '',
    userAgent: unescapeLog(userAgent),
    origin: url?.origin ?? '',
  };
}
