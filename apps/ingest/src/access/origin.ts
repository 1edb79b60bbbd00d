/**
 * Whether a request's `Origin` is one of the entries: exact origins (`https://example.com`), hosts
 * (`example.com`, `example.com:8080`; without a port any port is meant), `*.example.com` for whole labels in front
 * of it, with or without a scheme, or `*`.
 */
export function originMatches(origin: string, entries: readonly string[]): boolean {
  return entries.some((entry) => matchesEntry(origin.toLowerCase(), entry.trim().toLowerCase()));
}

function matchesEntry(origin: string, entry: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const actual = parse(origin);
  const wanted = parse(entry.includes('://') ? entry : `any://${entry}`);
  if (!actual || !wanted) return false;
  if (wanted.scheme !== 'any' && wanted.scheme !== actual.scheme) return false;
  // An entry with a scheme is an exact origin, whose missing port is the scheme's own.
  if ((wanted.port !== '' || wanted.scheme !== 'any') && wanted.port !== actual.port) return false;
  if (wanted.host.startsWith('*.'))
    return actual.host.endsWith(wanted.host.slice(1)) && actual.host.length > wanted.host.length - 1;
  return wanted.host === actual.host;
}

const originForm = /^([a-z][a-z0-9+.-]*):\/\/(\[[0-9a-f:.]+\]|[^/:@?#]+)(?::(\d+))?\/?$/;

function parse(origin: string): { scheme: string; host: string; port: string } | undefined {
  const match = originForm.exec(origin);
  if (!match) return undefined;
  const [, scheme = '', host = '', port = ''] = match;
  const isDefault = (scheme === 'https' && port === '443') || (scheme === 'http' && port === '80');
  return { scheme, host, port: isDefault ? '' : port };
}
