import { domainToASCII } from 'node:url';

/**
 * Whether a host (as URLs have it, `xn--` for Unicode) is one of a project's own. Entries are hosts, origins or
 * `*.example.com`, in Unicode or not; by whole labels, ports aside.
 * `www.` makes no difference, and a wildcard covers its apex. A bare `*` is a permission, not a domain, and matches nothing.
 */
export function isOwnDomain(host: string, ownDomains: readonly string[]): boolean {
  const bare = withoutWww(host);
  return ownDomains.some((entry) => {
    const own = hostOf(entry);
    if (own.startsWith('*.')) return bare === own.slice(2) || host.endsWith(own.slice(1));
    return own !== '' && own !== '*' && bare === withoutWww(own);
  });
}

const isAscii = /^[\0-\x7f]*$/;

function hostOf(entry: string): string {
  const scheme = entry.indexOf('://');
  const authority = scheme === -1 ? entry : entry.slice(scheme + 3);
  const end = authority.search(/[:/?#]/);
  const host = (end === -1 ? authority : authority.slice(0, end)).trim().toLowerCase().replace(/\.$/, '');
  return isAscii.test(host) ? host : domainToASCII(host);
}

function withoutWww(host: string): string {
  return host.startsWith('www.') ? host.slice(4) : host;
}
