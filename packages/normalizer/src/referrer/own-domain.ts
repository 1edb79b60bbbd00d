/**
 * Whether a host is one of a project's own. Entries are hosts, origins or `*.example.com`; by whole labels, ports aside.
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

function hostOf(entry: string): string {
  const scheme = entry.indexOf('://');
  const authority = scheme === -1 ? entry : entry.slice(scheme + 3);
  const end = authority.search(/[:/?#]/);
  return (end === -1 ? authority : authority.slice(0, end)).trim().toLowerCase();
}

function withoutWww(host: string): string {
  return host.startsWith('www.') ? host.slice(4) : host;
}
