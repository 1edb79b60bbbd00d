import type { FastifyRequest } from 'fastify';

/** Cookies do not know ports: two servers on one host need two names. */
function cookieName(request: FastifyRequest): string {
  const port = /:(\d{1,5})$/.exec(request.headers.host ?? '')?.[1];
  return port === undefined ? 'gatrix_analytics' : `gatrix_analytics_${port}`;
}

/** Keeps what a sign-in at a provider needs on its way back, which another site's page begins. */
export function returnCookie(request: FastifyRequest, value: string, maxAgeMs: number): string {
  return cookie(request, `${cookieName(request)}_return`, value, maxAgeMs, 'Lax');
}

export function returnCookieOf(request: FastifyRequest): string | undefined {
  return valueIn(request, `${cookieName(request)}_return`);
}

/** The session that a request carries; a request that another site's page made carries none. */
export function sessionCookieOf(request: FastifyRequest): string | undefined {
  if (!isOwnPage(request)) return undefined;
  return valueIn(request, cookieName(request));
}

function valueIn(request: FastifyRequest, name: string): string | undefined {
  const prefix = `${name}=`;
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) || undefined;
}

/** A `set-cookie` that no script can read and no other site can send; an empty value ends the session. */
export function sessionCookie(request: FastifyRequest, value: string, maxAgeMs: number): string {
  return cookie(request, cookieName(request), value, maxAgeMs, 'Strict');
}

function cookie(
  request: FastifyRequest,
  name: string,
  value: string,
  maxAgeMs: number,
  sameSite: 'Lax' | 'Strict',
): string {
  const isSecure = request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https';
  const parts = [
    `${name}=${value}`,
    'Path=/',
    `Max-Age=${Math.floor(maxAgeMs / 1000)}`,
    'HttpOnly',
    `SameSite=${sameSite}`,
  ];
  return [...parts, ...(isSecure ? ['Secure'] : [])].join('; ');
}

/**
 * `SameSite=Strict` lets other ports and subdomains of the same site through, so the request's origin is asked, too.
 * Old browsers and plain HTTP send no `sec-fetch-site`; every browser sends `origin` with what is not a GET.
 */
export function isOwnPage(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || (site === 'none' && request.method === 'GET');
  const { origin, host } = request.headers;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
