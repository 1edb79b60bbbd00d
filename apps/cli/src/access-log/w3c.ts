import { readFirstAddress } from '@gatrix/analytics-normalizer';
import { parseInstant } from '@gatrix/analytics-protocol/track';
import { type AccessLogEntry, originOfHost, textOf } from './entry.ts';

/** The columns that `#Fields:` names, in order; undefined where the line is no such directive. */
export function fieldsDirective(line: string): readonly string[] | undefined {
  return /^#Fields:/i.test(line) ? line.slice('#Fields:'.length).trim().split(/\s+/) : undefined;
}

/** A line of a W3C extended log: IIS (blanks between, `+` for a blank) and CloudFront (tabs between, percent-encoded). */
export function parseW3c(line: string, fields: readonly string[]): AccessLogEntry | undefined {
  const isTabbed = line.includes('\t');
  const values = isTabbed ? line.split('\t') : line.trim().split(/ +/);
  if (values.length < fields.length) return undefined;
  const of = (name: string) => textOf(values[fields.indexOf(name)]);
  const text = (name: string) => (isTabbed ? decoded(of(name)) : of(name).replaceAll('+', ' '));
  const time = parseInstant(`${of('date')}T${of('time')}Z`);
  const status = Number(of('sc-status'));
  const path = of('cs-uri-stem');
  const query = of('cs-uri-query');
  if (time === undefined || path === '' || !Number.isInteger(status) || of('cs-method') === '')
    return undefined;
  const address = of('c-ip');
  return {
    address:
      readFirstAddress(decoded(of('x-forwarded-for')) || text('X-Forwarded-For')) ??
      readFirstAddress(address) ??
      address,
    time,
    method: of('cs-method'),
    target: query === '' ? path : `${path}?${query}`,
    status,
    referrer: isTabbed ? decoded(of('cs(Referer)')) : of('cs(Referer)'),
    userAgent: fields.includes('cs(User-Agent)') ? text('cs(User-Agent)') || '-' : '',
    origin: originOfHost(
      of('x-host-header') || of('cs-host') || of('cs(Host)'),
      of('cs-protocol') || schemeOf(of('s-port')),
    ),
  };
}

/** CloudFront encodes twice what was encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/%25(?=[\da-f]{2})/gi, '%'));
  } catch {
    return text;
  }
}

function schemeOf(port: string): string | undefined {
  return port === '80' ? 'http' : undefined;
}
