import { readFirstAddress } from '@gatrix/analytics-normalizer';
import { parseInstant } from '@gatrix/analytics-protocol/track';
import { isObject, objectOf } from '../json-lines.ts';
import { parseTime } from './combined.ts';
import { type AccessLogEntry, originOfHost, textOf } from './entry.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A line of Caddy's or Traefik's JSON log, or of nginx' with the variables' own names; undefined where it is none. */
export function parseJsonEntry(line: string): AccessLogEntry | undefined {
  const fields = objectOf(line);
  if (!fields) return undefined;
  if (isObject(fields.request)) return caddy(fields, fields.request);
  return 'RequestMethod' in fields ? traefik(fields) : parseNginxFields(fields);
}

function caddy(fields: Fields, request: Fields): AccessLogEntry | undefined {
  const headers = isObject(request.headers) ? request.headers : {};
  const scheme = isObject(request.tls) ? 'https' : 'http';
  return entryOf({
    address: textOf(request.client_ip) || textOf(request.remote_ip) || textOf(request.remote_addr),
    forwarded: header(headers, 'X-Forwarded-For'),
    time: fields.ts,
    method: request.method,
    target: request.uri,
    status: fields.status,
    referrer: header(headers, 'Referer'),
    userAgent: header(headers, 'User-Agent') || '-',
    origin: originOfHost(textOf(request.host), scheme),
  });
}

function traefik(fields: Fields): AccessLogEntry | undefined {
  const scheme = textOf(fields.RequestScheme) || undefined;
  return entryOf({
    address: textOf(fields.ClientHost) || textOf(fields.ClientAddr),
    forwarded: textOf(fields['request_X-Forwarded-For']),
    time: fields.StartUTC ?? fields.time,
    method: fields.RequestMethod,
    target: fields.RequestPath,
    status: fields.DownstreamStatus ?? fields.OriginStatus,
    referrer: textOf(fields.request_Referer),
    userAgent: fields['request_User-Agent'] ?? '',
    origin: originOfHost(textOf(fields.RequestHost) || textOf(fields.RequestAddr), scheme),
  });
}

/** What nginx says under the names of its variables. */
export function parseNginxFields(fields: Fields): AccessLogEntry | undefined {
  const [method, target] = textOf(fields.request).split(' ');
  const query = textOf(fields.args) || textOf(fields.query_string);
  const uri = textOf(fields.uri);
  const host = textOf(fields.http_host) || textOf(fields.host) || textOf(fields.server_name);
  return entryOf({
    address: textOf(fields.remote_addr) || textOf(fields.client_ip) || textOf(fields.client),
    forwarded: textOf(fields.http_x_forwarded_for) || textOf(fields.x_forwarded_for),
    time:
      fields.time_iso8601 ??
      fields['@timestamp'] ??
      fields.msec ??
      fields.time_local ??
      fields.timestamp ??
      fields.time,
    method: fields.request_method ?? fields.method ?? method,
    target: fields.request_uri ?? target ?? (query === '' ? uri : `${uri}?${query}`),
    status: fields.status,
    referrer:
      textOf(fields.http_referer) ||
      textOf(fields.http_referrer) ||
      textOf(fields.referer) ||
      textOf(fields.referrer),
    userAgent: fields.http_user_agent ?? fields.user_agent ?? fields.agent ?? '',
    origin: originOfHost(host, textOf(fields.scheme) || undefined),
  });
}

function header(headers: Fields, name: string): string {
  const value = headers[name];
  return textOf(Array.isArray(value) ? value[0] : value);
}

interface Found {
  readonly address: string;
  readonly forwarded: string;
  readonly time: unknown;
  readonly method: unknown;
  readonly target: unknown;
  readonly status: unknown;
  readonly referrer: string;
  readonly userAgent: unknown;
  readonly origin: string;
}

function entryOf(found: Found): AccessLogEntry | undefined {
  const { method, target, userAgent, referrer, origin } = found;
  const time = timeOf(found.time);
  const status = Number(found.status);
  if (time === undefined || typeof method !== 'string' || typeof target !== 'string') return undefined;
  if (!Number.isInteger(status)) return undefined;
  return {
    address: readFirstAddress(found.forwarded) ?? readFirstAddress(found.address) ?? found.address,
    time,
    method,
    target,
    status,
    referrer,
    userAgent: typeof userAgent === 'string' ? userAgent : '',
    origin,
  };
}

/**
 * Seconds with decimals, nanoseconds, ISO 8601, `2026/11/28 10:00:00` as Caddy writes it in UTC, or as in the combined format; nginx
 * writes numbers as text, too.
 */
function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return parseInstant(value >= 1e18 ? Math.trunc(value / 1e6) : value);
  if (typeof value !== 'string') return undefined;
  if (/^\d+(?:\.\d+)?$/.test(value)) return timeOf(Number(value));
  return parseTime(value) ?? parseInstant(value.replace(/^(\d{4})\/(\d\d)\/(?=\d\d )/, '$1-$2-'));
}
