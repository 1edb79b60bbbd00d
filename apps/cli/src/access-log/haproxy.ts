import { readAddress, readFirstAddress } from '@gatrix/analytics-normalizer';
import { parseTime } from './combined.ts';
import { type AccessLogEntry, originOfHost } from './entry.ts';

/** Client and port, date, names, timers, status, bytes, cookies, state, connections, queues, captured headers, request (`<BADREQ>` is one, too). */
const line =
  /(?:^|\s)(\S+):\d+ \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d)(?:\.(\d{3}))?\] \S+ \S+ \S+ (\d{3}|-1) \S+ \S+ \S+ \S+ \d+\/\d+\/\d+\/\d+\/\S+ \d+\/\d+((?: \{[^}]*\}){0,2}) "(\S+)(?: (\S+)[^"]*)?"/;

/**
 * A line of HAProxy's `option httplog`; undefined where it is none. Its times have no zone: `offsetOf` says by how many
 * milliseconds local time is ahead of UTC. Which headers are captured is seen by what they hold.
 */
export function parseHaproxy(
  text: string,
  offsetOf: (localMilliseconds: number) => number,
): AccessLogEntry | undefined {
  const match = line.exec(text);
  if (!match) return undefined;
  const [, client = '', at = '', fraction = '0', status = '', captured = '', method = '', target = ''] =
    match;
  const local = parseTime(`${at} +0000`);
  const address = readAddress(client);
  if (local === undefined || address === undefined) return undefined;
  const headers = /\{([^}]*)\}/.exec(captured)?.[1]?.split('|') ?? [];
  const agents = headers.filter((value) => isAgent.test(value));
  const forwarded = headers.find(
    (value) => value !== '' && value.split(',').every((one) => readAddress(one.trim())),
  );
  return {
    address: readFirstAddress(forwarded ?? '') ?? address,
    time: local - offsetOf(local) + Number(fraction),
    method,
    target,
    status: Number(status),
    referrer: headers.find((value) => /^https?:\/\//.test(value)) ?? '',
    userAgent: agents[0] ?? '',
    origin: originOfHost(headers.find((value) => originOfHost(value) !== '' && !value.includes('/')) ?? ''),
  };
}

/** A product and its version, as every agent begins. */
const isAgent = /^[\w.-]+\/[\d.]+/;
